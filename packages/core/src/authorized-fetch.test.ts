import { type LocalApi, refusalNames, refusalShapes, startLocalApi } from '@token-refresher/test-support';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAuthorizedFetch } from './authorized-fetch.ts';
import type { TokenEvent } from './events.ts';
import { createTokenRefresher, type TokenRefresher } from './token-refresher.ts';

let api: LocalApi;
let tokens: TokenRefresher;
let events: TokenEvent[];

beforeEach(async () => {
  api = await startLocalApi();
  tokens = createTokenRefresher(async () => ({ value: api.issueToken(), expiresAt: Date.now() + 60_000 }), {
    origins: [api.origin],
  });
  events = [];
  tokens.subscribe((event) => events.push(event));
});
afterEach(() => api.close());

const ask = (fetch: typeof globalThis.fetch, query: string, init: RequestInit = {}) =>
  fetch(api.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    ...init,
  });

describe('what is Unauthorized', () => {
  test.each(refusalNames)('%s is sent again with a new token exactly if a new token may help', async (name) => {
    api.graphqlAnswers({ kind: 'refuse', shape: name }, { times: 1 });
    const response = await ask(createAuthorizedFetch(tokens), '{ echo(text: "hello") }');
    const counts = refusalShapes[name].countsAsUnauthorized;
    expect(api.graphqlRequests).toHaveLength(counts ? 2 : 1);
    expect(api.issuedTokens).toHaveLength(counts ? 2 : 1);
    expect(await response.text()).toBe(counts ? '{"data":{"echo":"hello"}}' : refusalShapes[name].body);
  });
});
