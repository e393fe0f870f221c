// Runs one recipe: asks its API for something, or only for a token, and prints what came.
import { createAuthorizedFetch, type TokenRefresher, TokenRequestError } from '@token-refresher/core';

const [, , recipe = '', api] = process.argv;
const { tokens } = (await import(recipe)) as { tokens: TokenRefresher };

/** Refreshes that failed, and after how many requests. */
const failures: object[] = [];
tokens.subscribe((event) => {
  if (event.type === 'refresh-failed') failures.push({ code: event.code, requests: event.requests });
});

async function play(): Promise<object> {
  if (!api) return { token: (await tokens.getToken()).value };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: '{ viewer }' });
  const response = await createAuthorizedFetch(tokens)(api, { method: 'POST', headers, body });
  return { status: response.status, body: await response.json(), ...(failures.length > 0 && { failures }) };
}

const failed = (error: unknown) => ({
  failed: String(error),
  code: TokenRequestError.is(error) ? error.code : undefined,
});
process.stdout.write(JSON.stringify(await play().catch(failed)));
tokens.close();
