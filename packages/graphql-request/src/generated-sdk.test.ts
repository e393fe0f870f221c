import { describe, expect, test } from 'vitest';
import { setUp, versions } from './testing/clients.ts';
import { getSdk } from './testing/generated-sdk.ts';
import { tokenRefreshMiddleware } from './token-refresh-middleware.ts';

describe.each(versions)('a generated SDK over graphql-request $version', ({ GraphQLClient }) => {
  test('its functions are sent again, once, after the token was revoked', async () => {
    const { api, tokens } = await setUp();
    const sdk = getSdk(new GraphQLClient(api.url, tokenRefreshMiddleware(tokens)));
    await tokens.getToken();
    api.revokeAll();
    expect(await sdk.Echo({ text: 'hello' })).toEqual({ echo: 'hello' });
    api.revokeAll();
    expect(await sdk.Count()).toEqual({ count: 1 });
    expect(api.graphqlRequests.map(({ operationName }) => operationName)).toEqual(['Echo', 'Echo', 'Count', 'Count']);
  });

  test('its wrapper runs once per call, and the headers it adds go along with both sends', async () => {
    const { api, tokens } = await setUp();
    const wrapped: string[] = [];
    const sdk = getSdk(new GraphQLClient(api.url, tokenRefreshMiddleware(tokens)), (action, operationName) => {
      wrapped.push(operationName);
      return action({ 'x-operation': operationName });
    });
    await tokens.getToken();
    api.revokeAll();
    expect(await sdk.Echo({ text: 'hello' }, { 'x-request': 'yes' })).toEqual({ echo: 'hello' });
    expect(wrapped).toEqual(['Echo']);
    const headers = { 'x-operation': 'Echo', 'x-request': 'yes' };
    expect(api.graphqlRequests).toMatchObject([{ headers }, { headers }]);
  });

  test('its signal ends the call', async () => {
    const { api, tokens } = await setUp();
    const sdk = getSdk(new GraphQLClient(api.url, tokenRefreshMiddleware(tokens)));
    const signal = AbortSignal.abort(new Error('No longer needed.'));
    await expect(sdk.Echo({ text: 'hello' }, undefined, signal)).rejects.toThrow('No longer needed.');
    expect(api.graphqlRequests).toHaveLength(0);
  });
});
