// Plays recipes one after the other in a process that nothing else runs in, as the test tells it: asks the API of each for
// something, or only for a token, and sends what came. It ends when the test has left and no recipe keeps it alive.
import { createAuthorizedFetch, type TokenRefresher, TokenRequestError } from '@token-refresher/core';

/** A recipe, and where it runs. */
export interface Play {
  /** The recipe with all that it imports, none of which another recipe has loaded. */
  readonly bundle: string;
  /** What is asked. Default: only a token is. */
  readonly api: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** What stands in for all vendors. */
  readonly standIn: string;
}

const realFetch = globalThis.fetch;
let played = 0;

async function play({ bundle, api, env, standIn }: Play): Promise<object> {
  Object.assign(process.env, env);
  // What a recipe sends to a vendor goes to the server that stands in. Nothing else goes out.
  globalThis.fetch = (input, init) => {
    const { protocol, host, pathname, search } = new URL(String(input));
    return realFetch(`${standIn}/${protocol.slice(0, -1)}/${host}${pathname}${search}`, init);
  };
  let tokens: TokenRefresher | undefined;
  try {
    ({ tokens } = (await import(`${bundle}?${++played}`)) as { tokens: TokenRefresher });
    return await ask(tokens, api);
  } catch (error) {
    return { failed: String(error), code: TokenRequestError.is(error) ? error.code : undefined };
  } finally {
    tokens?.close();
    for (const name of Object.keys(env)) delete process.env[name];
  }
}

async function ask(tokens: TokenRefresher, api: string | undefined): Promise<object> {
  /** Refreshes that failed, and after how many requests. */
  const failures: object[] = [];
  tokens.subscribe((event) => {
    if (event.type === 'refresh-failed') failures.push({ code: event.code, requests: event.requests });
  });
  if (!api) return { token: (await tokens.getToken()).value };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: '{ viewer }' });
  const response = await createAuthorizedFetch(tokens)(api, { method: 'POST', headers, body });
  return { status: response.status, body: await response.json(), ...(failures.length > 0 && { failures }) };
}

process.on('message', async (message) => process.send?.(await play(message as Play)));
