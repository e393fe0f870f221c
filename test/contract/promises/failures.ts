import { type Behaviour, misbehave } from '@token-refresher/test-support';
import { expect, test } from 'vitest';
import type { ContractRow } from '../contract-client.ts';
import { outcomeOf, plainOutcome } from '../outcome.ts';
import { can, setStage } from '../stage.ts';

const query = '{ echo(text: "hello") }';

/** 401 is all that a new token can cure. Of a request that may have been executed, nothing is repeated. */
const otherTroubles: readonly [string, Behaviour][] = [
  ['402, no billing period', misbehave.status(402, 'No active billing period')],
  ['403, the session limit', misbehave.status(403, 'session limit')],
  ['404', misbehave.status(404, 'Not Found')],
  ['429 with Retry-After', misbehave.tooManyRequests(1)],
  ['500', misbehave.status(500)],
  ['503', misbehave.status(503)],
  ['200 with a login page', misbehave.html()],
  ['200 with nothing', misbehave.empty()],
  ['200 with half a JSON text', misbehave.truncatedJson()],
];
const networkTroubles: readonly [string, Behaviour][] = [
  ['a connection that is reset', misbehave.reset()],
  ['a response that breaks off', misbehave.cutOff()],
  ['a response that is lost after the work was done', misbehave.loseResponse()],
];

export function failures(row: ContractRow): void {
  test.each(otherTroubles)('%s: one send, and the caller sees what the API says', async (_, behaviour) => {
    const { api, client } = await setStage(row);
    api.graphqlRespondsWith(behaviour);
    const outcome = await outcomeOf(client.query(query));
    expect(api.graphqlRequests).toHaveLength(1);
    expect(api.issuedTokens).toHaveLength(1);
    expect(outcome).toEqual(await plainOutcome(row, api, (client) => client.query(query)));
  });

  test.each(networkTroubles)('%s: one send, and an error', async (_, behaviour) => {
    const { api, client } = await setStage(row);
    api.graphqlRespondsWith(behaviour, { times: 1 });
    expect(await outcomeOf(client.mutate('mutation { count }'))).toHaveProperty('error');
    await client.query(query);
    expect(api.graphqlRequests).toHaveLength(2);
    expect(api.executions.count).toBeLessThanOrEqual(1);
    expect(api.issuedTokens).toHaveLength(1);
  });

  if (can(row, 'abort')) {
    test("the caller's time limit: one send, and an error", async () => {
      const { api, client } = await setStage(row);
      api.graphqlRespondsWith(misbehave.hang(), { times: 1 });
      const limit = new AbortController();
      const outcome = outcomeOf(client.query(query, { signal: limit.signal }));
      await api.graphqlRequestsReached(1);
      limit.abort(new DOMException('Too slow.', 'TimeoutError'));
      expect(await outcome).toHaveProperty('error');
      await client.query(query);
      expect(api.graphqlRequests).toHaveLength(2);
      expect(api.issuedTokens).toHaveLength(1);
    });
  }
}
