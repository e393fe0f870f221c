import { expect, test } from 'vitest';
import type { ContractRow } from '../contract-client.ts';
import { can, setStage } from '../stage.ts';

/** The adapter adds the token and leaves everything else as it was. */
export function ownConfig(row: ContractRow): void {
  test("the user's own fetch sends everything, the second send too", async () => {
    let calls = 0;
    const { api, client, tokens } = await setStage(row, {
      fetch: (input, init) => {
        calls++;
        return fetch(input, init);
      },
    });
    await tokens.getToken();
    api.revokeAll();
    expect(await client.query('{ viewer }')).toEqual({ viewer: 'viewer' });
    expect(calls).toBe(2);
  });

  test('the second send is the first one with another token: same URL, body and headers', async () => {
    const { api, client, tokens } = await setStage(row, { headers: { 'x-app': 'contract' } });
    await tokens.getToken();
    api.revokeAll();
    const options = {
      variables: { text: 'hello' },
      ...(can(row, 'operation headers') && { headers: { 'x-trace': 'abc' } }),
    };
    expect(await client.query('query Echo($text: String!) { echo(text: $text) }', options)).toEqual({ echo: 'hello' });
    const [first, second] = api.graphqlRequests.map(({ method, url, body, headers }) => {
      // A client that sends queries by GET asks past the HTTP cache the second time.
      const { authorization, 'cache-control': _, pragma: __, ...others } = headers;
      return { method, url, body, headers: others, hasToken: authorization !== undefined };
    });
    expect(second).toEqual(first);
    expect(first?.headers).toMatchObject({ 'x-app': 'contract', ...options.headers });
  });
}
