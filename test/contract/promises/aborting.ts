import { createGate, type Gate, misbehave } from '@token-refresher/test-support';
import { expect, test } from 'vitest';
import type { ContractClient, ContractRow } from '../contract-client.ts';
import { outcomeOf } from '../outcome.ts';
import { mentions, setStage, tokenLifetimeMs } from '../stage.ts';

const query = '{ echo(text: "hello") }';

/** Who aborts, aborts one call. */
export function aborting(row: ContractRow): void {
  /** A stage on which every token but the first waits at a gate. */
  const setStageWithGate = async () => {
    const gate = createGate();
    const stage = await setStage(row, {
      fetchToken: (api) => async () => {
        await gate.pass();
        return { value: api.issueToken(), expiresAt: Date.now() + tokenLifetimeMs };
      },
    });
    return { ...stage, gate };
  };

  test('aborted before it starts, with a token at hand: nothing is sent', async () => {
    const { api, client, tokens } = await setStage(row);
    await tokens.getToken();
    expect(await outcomeOf(client.query(query, { signal: AbortSignal.abort() }))).toHaveProperty('error');
    await client.query(query);
    expect(api.graphqlRequests).toHaveLength(1);
  });

  test('aborted before it starts, without a token: nothing is sent and no token is fetched', async () => {
    const { api, client } = await setStage(row);
    expect(await outcomeOf(client.query(query, { signal: AbortSignal.abort() }))).toHaveProperty('error');
    expect(api.issuedTokens).toHaveLength(0);
    await client.query(query);
    expect(api.graphqlRequests).toHaveLength(1);
  });

  test('aborted while it waits for a token: nothing is sent', async () => {
    const { api, client, gate } = await setStageWithGate();
    await leaveWhileWaiting(client, gate);
    expect(api.graphqlRequests).toHaveLength(1);
    expect(api.executions.echo).toBe(0);
  });

  test('aborted while it waits for a new token after a rejection: nothing more is sent', async () => {
    const { api, client, tokens, gate } = await setStageWithGate();
    gate.release();
    await tokens.getToken();
    gate.shut();
    api.revokeAll();
    await leaveWhileWaiting(client, gate);
    expect(api.graphqlRequests.filter((request) => mentions(request, 'echo'))).toHaveLength(1);
    expect(api.executions.echo).toBe(0);
  });

  test('one of many who wait for a token leaves: the others get it, with one token request', async () => {
    const { api, client, gate } = await setStageWithGate();
    const abort = new AbortController();
    const leaving = outcomeOf(client.query('{ viewer }', { signal: abort.signal }));
    await gate.waitFor(1);
    const staying = Promise.all([client.query(query), client.query(query, { signal: new AbortController().signal })]);
    abort.abort();
    expect(await leaving).toHaveProperty('error');
    gate.release();
    expect(await staying).toEqual([{ echo: 'hello' }, { echo: 'hello' }]);
    expect(api.issuedTokens).toHaveLength(1);
    expect(api.executions.viewer).toBe(0);
  });

  test('aborted on its way: the request is given up, the token serves on', async () => {
    const { api, client } = await setStage(row);
    api.graphqlRespondsWith(misbehave.hang(), { times: 1 });
    const abort = new AbortController();
    const outcome = outcomeOf(client.query(query, { signal: abort.signal }));
    await api.graphqlRequestsReached(1);
    abort.abort();
    expect(await outcome).toHaveProperty('error');
    await api.graphqlRequests[0]?.finished;
    expect(api.graphqlRequests[0]?.abortedByClient).toBe(true);
    expect(await client.query(query)).toEqual({ echo: 'hello' });
    expect(api.issuedTokens).toHaveLength(1);
  });

  test('aborted in the middle of the response: the call ends and the connection is given up', async () => {
    const started = createGate();
    const { api, client } = await setStage(row, {
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        started.release();
        return response;
      },
    });
    api.graphqlRespondsWith(misbehave.hangInBody(), { times: 1 });
    const abort = new AbortController();
    const outcome = outcomeOf(client.query(query, { signal: abort.signal }));
    await started.pass();
    abort.abort();
    expect(await outcome).toHaveProperty('error');
    await api.graphqlRequests[0]?.finished;
    expect(api.graphqlRequests[0]?.abortedByClient).toBe(true);
    expect(api.graphqlRequests).toHaveLength(1);
  });
}

/** Aborts a call that waits at the gate, which then opens, and sends another one. */
async function leaveWhileWaiting(client: ContractClient, gate: Gate): Promise<void> {
  const abort = new AbortController();
  const outcome = outcomeOf(client.query(query, { signal: abort.signal }));
  await gate.waitFor(1);
  abort.abort();
  expect(await outcome).toHaveProperty('error');
  gate.release();
  await client.query('{ viewer }');
}
