import { createGate, misbehave } from '@token-refresher/test-support';
import { expect, test } from 'vitest';
import type { ContractClient, ContractRow } from '../contract-client.ts';
import { mentions, setStage, tokenLifetimeMs } from '../stage.ts';

const many = Array.from({ length: 50 }, (_, index) => `text ${index}`);
const askMany = (client: ContractClient) =>
  Promise.all(
    many.map((text) => client.query('query ($text: String!) { echo(text: $text) }', { variables: { text } })),
  );
const allResponses = many.map((text) => ({ echo: text }));

/** One token is fetched once, and serves everybody as long as it is good. */
export function sharing(row: ContractRow): void {
  test('a fresh token: one send per call, and no token is fetched', async () => {
    const { api, client, tokens } = await setStage(row);
    await tokens.getToken();
    for (const text of ['one', 'two']) expect(await client.query(`{ echo(text: "${text}") }`)).toEqual({ echo: text });
    expect(api.graphqlRequests).toHaveLength(2);
    expect(api.issuedTokens).toHaveLength(1);
  });

  test('50 calls at once without a token: one token, 50 sends, 50 responses', async () => {
    const { api, client } = await setStage(row);
    expect(await askMany(client)).toEqual(allResponses);
    expect(api.graphqlRequests).toHaveLength(50);
    expect(api.issuedTokens).toHaveLength(1);
  });

  test('50 calls at once with a revoked token: one new token, 50 responses', async () => {
    const { api, client, tokens } = await setStage(row);
    await tokens.getToken();
    api.revokeAll();
    expect(await askMany(client)).toEqual(allResponses);
    expect(api.graphqlRequests.length).toBeLessThanOrEqual(100);
    expect(api.issuedTokens).toHaveLength(2);
  });

  test('a rejection that comes late, when the token has been replaced: sent again, and no token is fetched', async () => {
    const { api, client } = await setStage(row);
    const gate = createGate();
    api.graphqlRespondsWith((request) => (mentions(request, 'late') ? misbehave.hold(gate) : null));
    const late = client.query('{ echo(text: "late") }');
    await gate.waitFor(1);
    api.revokeAll();
    expect(await client.query('{ echo(text: "early") }')).toEqual({ echo: 'early' });
    gate.release();
    expect(await late).toEqual({ echo: 'late' });
    expect(api.graphqlRequests).toHaveLength(4);
    expect(api.issuedTokens).toHaveLength(2);
  });

  test('a token whose time is over is replaced before anything is sent', async () => {
    const { api, client, clock } = await setStage(row);
    await client.query('{ viewer }');
    await clock.advance(tokenLifetimeMs);
    expect(await client.query('{ viewer }')).toEqual({ viewer: 'viewer' });
    expect(api.graphqlRequests.map(({ token }) => token)).toEqual(api.issuedTokens);
    expect(api.issuedTokens).toHaveLength(2);
  });
}
