import { misbehave, refusalNames, refusalShapes } from '@token-refresher/test-support';
import { expect, test } from 'vitest';
import type { ContractClient, ContractRow } from '../contract-client.ts';
import { outcomeOf, plainOutcome } from '../outcome.ts';
import { setStage } from '../stage.ts';

const documents = ['{ echo(text: "hello") }', '{ viewer }'];
const responses = [{ echo: 'hello' }, { viewer: 'viewer' }];

/** A batch is one request: refused as a whole, sent again as a whole. */
export function batches(row: ContractRow): void {
  const batch = async (client: ContractClient, texts: readonly string[]) => {
    if (!client.batch) throw new Error(`The row ${row.name} needs batch(), or 'batch' in what it cannot do.`);
    return client.batch(texts);
  };
  const isRepaired = (name: (typeof refusalNames)[number]) =>
    (refusalShapes[name].countsAsUnauthorized || refusalShapes[name].isPart) && !row.blindTo.includes(name);

  test.each(refusalNames.filter(isRepaired))('%s: one new token, the batch once more', async (name) => {
    const { api, client } = await setStage(row);
    api.graphqlRespondsWith(misbehave.refuse(name), { times: 1 });
    expect(await batch(client, documents)).toEqual(responses);
    expect(api.graphqlRequests.map(({ operations }) => operations.length)).toEqual([2, 2]);
    expect(api.graphqlRequests.map(({ token }) => token)).toEqual(api.issuedTokens);
    expect(api.executions.echo).toBe(1);
  });

  test('a batch of queries of which a part is refused is sent again as a whole, once; then the caller sees it', async () => {
    const { api, client } = await setStage(row);
    const partly = [...documents, '{ deniedNonNull }'];
    const outcome = await outcomeOf(batch(client, partly));
    expect(api.graphqlRequests.map(({ operations }) => operations.length)).toEqual([3, 3]);
    expect(api.issuedTokens).toHaveLength(2);
    expect(outcome).toEqual(await plainOutcome(row, api, (client) => batch(client, partly)));
  });
}
