import { type LocalApi, misbehave, refusalNames, refusalShapes, startLocalApi } from '@token-refresher/test-support';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ContractRow } from '../contract-client.ts';
import { outcomeOf, plainOutcome } from '../outcome.ts';
import { setStage } from '../stage.ts';

const query = '{ echo(text: "hello") }';

/** Every way to say Unauthorized, and everything that only looks like it. */
export function refusals(row: ContractRow): void {
  const isRepaired = (name: (typeof refusalNames)[number]) =>
    (refusalShapes[name].countsAsUnauthorized || refusalShapes[name].isPart) && !row.blindTo.includes(name);

  /** One for all: to connect to a new one takes as long as several requests. */
  let api: LocalApi;
  /** How many tokens it has issued to earlier tests. */
  let before: number;
  beforeAll(async () => {
    api = await startLocalApi();
  });
  afterAll(() => api.close());
  beforeEach(() => {
    api.graphqlRespondsWith(null);
    api.refuseEverything(false);
    api.resetLog();
    before = api.issuedTokens.length;
  });
  const issued = () => api.issuedTokens.slice(before);

  test.each(refusalNames.filter(isRepaired))('%s: one new token, one more send, the data', async (name) => {
    const { client } = await setStage(row, { api });
    api.graphqlRespondsWith(misbehave.refuse(name), { times: 1 });
    expect(await client.query(query)).toEqual({ echo: 'hello' });
    expect(api.graphqlRequests).toHaveLength(2);
    expect(api.graphqlRequests.map(({ token }) => token)).toEqual(issued());
    expect(api.executions.echo).toBe(1);
  });

  test.each(refusalNames)('%s for ever: the caller sees what the API says, after two sends at most', async (name) => {
    const { client } = await setStage(row, { api });
    api.graphqlRespondsWith(misbehave.refuse(name));
    const outcome = await outcomeOf(client.query(query));
    expect(api.graphqlRequests).toHaveLength(isRepaired(name) ? 2 : 1);
    expect(issued()).toHaveLength(isRepaired(name) ? 2 : 1);
    expect(outcome).toEqual(await plainOutcome(row, api, (client) => client.query(query)));
  });

  test('an API that refuses every token, 100 calls in a row: two sends per call and five tokens at most', async () => {
    const { client } = await setStage(row, { api });
    api.refuseEverything(true);
    const refused = await plainOutcome(row, api, (client) => client.query(query));
    api.resetLog();
    for (let call = 0; call < 100; call++) expect(await outcomeOf(client.query(query))).toEqual(refused);
    expect(api.graphqlRequests.length).toBeLessThanOrEqual(200);
    expect(issued().length).toBeLessThanOrEqual(1 + 5);
  });

  test("the refresher's own isUnauthorized decides, here as everywhere", async () => {
    const { client } = await setStage(row, {
      api,
      refresher: () => ({ isUnauthorized: ({ status }) => status === 403 }),
    });
    api.graphqlRespondsWith(misbehave.refuse('403 text'), { times: 1 });
    expect(await client.query(query)).toEqual({ echo: 'hello' });
    expect(api.graphqlRequests).toHaveLength(2);
    api.graphqlRespondsWith(misbehave.refuse('401 text'), { times: 1 });
    expect(await outcomeOf(client.query(query))).toHaveProperty('error');
    expect(api.graphqlRequests).toHaveLength(3);
  });
}
