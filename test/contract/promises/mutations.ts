import { misbehave, refusalNames, refusalShapes } from '@token-refresher/test-support';
import { expect, test } from 'vitest';
import type { ContractRow } from '../contract-client.ts';
import { outcomeOf, plainOutcome } from '../outcome.ts';
import { setStage } from '../stage.ts';

/** What a mutation does, it does once. */
export function mutations(row: ContractRow): void {
  test.each(refusalNames)('refused in the shape "%s", a mutation is executed once at most', async (name) => {
    const { api, client } = await setStage(row);
    const isRepaired = refusalShapes[name].countsAsUnauthorized && !row.blindTo.includes(name);
    api.graphqlRespondsWith(misbehave.refuse(name), { times: 1 });
    const outcome = await outcomeOf(client.mutate('mutation { count }'));
    expect(api.graphqlRequests).toHaveLength(isRepaired ? 2 : 1);
    expect(api.executions.count).toBe(isRepaired ? 1 : 0);
    if (isRepaired) expect(outcome).toEqual({ data: { count: 1 } });
  });

  test.each([
    'mutation { count denyNonNull }',
    'mutation { count deny }',
    'mutation { count saveQuery(name: "a") { id } deny }',
  ])('%s: one field was carried out, so nothing is sent again', async (mutation) => {
    const { api, client } = await setStage(row);
    const outcome = await outcomeOf(client.mutate(mutation));
    expect(api.graphqlRequests).toHaveLength(1);
    expect(api.executions.count).toBe(1);
    expect(api.issuedTokens).toHaveLength(1);
    api.resetLog();
    expect(outcome).toEqual(await plainOutcome(row, api, (client) => client.mutate(mutation)));
  });

  test('a mutation whose response is lost is not sent again', async () => {
    const { api, client } = await setStage(row);
    api.graphqlRespondsWith(misbehave.loseResponse());
    expect(await outcomeOf(client.mutate('mutation { count }'))).toHaveProperty('error');
    expect(api.graphqlRequests).toHaveLength(1);
    expect(api.executions.count).toBe(1);
  });
}
