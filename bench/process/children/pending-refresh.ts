// A script whose work is done while a refresh ahead of time is still under way. It prints what would keep the process
// alive. The first token comes at once; the second one never, or from a token endpoint that does not answer.
import { createAuthorizedFetch, createTokenRefresher, type FetchToken } from '@token-refresher/core';
import { clientCredentials } from '@token-refresher/server';

const { url, token, timeoutMs, ...credentials } = JSON.parse(process.argv[2] ?? '{}');
let skewMs = 0;
let second: FetchToken = () => new Promise(() => {});
if (credentials.tokenEndpoint) second = clientCredentials(credentials);
const first = { value: token, expiresAt: Date.now() + 3_600_000 };
const tokens = createTokenRefresher((request) => (skewMs === 0 ? Promise.resolve(first) : second(request)), {
  timeoutMs,
  clock: {
    now: () => Date.now() + skewMs,
    monotonicNow: () => performance.now() + skewMs,
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  },
});
await tokens.getToken();
skewMs = 57 * 60_000;
const events: string[] = [];
tokens.subscribe(({ type }) => events.push(type));

const response = await createAuthorizedFetch(tokens, { origins: 'any' })(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"query":"{ viewer }"}',
});
const body = await response.text();
console.log(JSON.stringify({ response: body, events, keepsAlive: process.getActiveResourcesInfo() }));
