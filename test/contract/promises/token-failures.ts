import { TokenRequestError } from '@token-refresher/core';
import { clientCredentials } from '@token-refresher/server';
import { type LocalApi, misbehave } from '@token-refresher/test-support';
import { expect, test } from 'vitest';
import type { ContractRow } from '../contract-client.ts';
import { caughtFrom, outcomeOf, plainOutcome } from '../outcome.ts';
import { setStage } from '../stage.ts';

const query = '{ echo(text: "hello") }';
const fetchToken = ({ tokenEndpoint, clientId, clientSecret }: LocalApi) =>
  clientCredentials({ tokenEndpoint, clientId, clientSecret, scope: 'api' });

/** Every caller learns why there is no token, and nobody hammers the token endpoint. */
export function tokenFailures(row: ContractRow): void {
  const tokenErrorFrom = async (call: Promise<unknown>): Promise<TokenRequestError> => {
    const caught = await caughtFrom(call);
    const error = row.tokenErrorIn(caught);
    if (!TokenRequestError.is(error)) throw new Error('There is no TokenRequestError in it.', { cause: caught });
    return error;
  };

  test('wrong credentials, 20 calls in a row: one token request, nothing is sent, everybody gets the reason', async () => {
    const { api, client } = await setStage(row, { fetchToken });
    api.deleteApplication();
    for (let call = 0; call < 20; call++) {
      expect(await tokenErrorFrom(client.query(query))).toMatchObject({ code: 'invalid_client', permanent: true });
    }
    expect(api.tokenRequests).toHaveLength(1);
    expect(api.graphqlRequests).toHaveLength(0);
  });

  test("credentials that are deleted while the client runs: the reason, with the API's response in it", async () => {
    const { api, client } = await setStage(row, { fetchToken });
    await client.query(query);
    api.deleteApplication();
    const error = await tokenErrorFrom(client.query(query));
    expect(error).toMatchObject({ code: 'invalid_client', permanent: true });
    expect(row.statusOfResponse(error.apiResponse)).toBe(401);
    for (let call = 0; call < 20; call++) await tokenErrorFrom(client.query(query));
    expect(api.graphqlRequests).toHaveLength(2);
    expect(api.tokenRequests).toHaveLength(2);
  });

  test("a token endpoint that is down after a rejection: the reason, with the API's response in it", async () => {
    // The clock stands still; with a limit shorter than the pause there is no second try to wait for.
    const { api, client } = await setStage(row, { fetchToken, refresher: () => ({ timeoutMs: 100 }) });
    await client.query(query);
    api.revokeAll();
    api.tokenEndpointRespondsWith(misbehave.reset());
    const error = await tokenErrorFrom(client.mutate('mutation { count }'));
    expect(error).toMatchObject({ code: 'network_error', permanent: false });
    expect(row.statusOfResponse(error.apiResponse)).toBe(401);
    expect(api.graphqlRequests).toHaveLength(2);
    expect(api.executions.count).toBe(0);
  });

  test('a token endpoint that comes back: the next call after retryAt goes through', async () => {
    const { api, client, clock } = await setStage(row, { fetchToken, refresher: () => ({ timeoutMs: 100 }) });
    api.tokenEndpointRespondsWith(misbehave.reset());
    const { retryAt = 0 } = await tokenErrorFrom(client.query(query));
    expect(retryAt).toBeGreaterThan(clock.now());
    api.tokenEndpointRespondsWith(null);
    await clock.advance(retryAt - clock.now());
    expect(await client.query(query)).toEqual({ echo: 'hello' });
  });

  test('a response with data is not replaced by an error', async () => {
    const { api, client, tokens } = await setStage(row, {
      fetchToken,
      refresher: () => ({ isUnauthorized: ({ body }) => JSON.stringify(body)?.includes('Unauthorized') ?? false }),
    });
    await tokens.getToken();
    api.tokenEndpointRespondsWith(misbehave.oauthError(400, 'invalid_scope'));
    const partly = '{ echo(text: "hello") denied }';
    const outcome = await outcomeOf(client.query(partly));
    expect(api.graphqlRequests).toHaveLength(1);
    expect(outcome).toEqual(await plainOutcome(row, api, (client) => client.query(partly)));
  });

  test('a closed refresher: a clear error, nothing is sent', async () => {
    const { api, client, tokens } = await setStage(row, { fetchToken });
    await client.query(query);
    tokens.close();
    const error = await tokenErrorFrom(client.query(query));
    expect(error.code).toBe('closed');
    expect(error.message).toMatch(/closed/);
    expect(api.graphqlRequests).toHaveLength(1);
  });
}
