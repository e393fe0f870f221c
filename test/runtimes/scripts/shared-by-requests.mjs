// A worker with one token refresher for all of its requests. Each request passes one query on to the API.
import { createAuthorizedFetch, createTokenRefresher } from '@token-refresher/core';
import { clientCredentials } from '@token-refresher/server';

/** Longer than the test goes on ahead when it says that a request comes at once. */
const timeoutMs = 120_000;
let authorizedFetch;
/** How far the worker's clocks are ahead of the real ones. */
let aheadMs = 0;
const clock = {
  now: () => Date.now() + aheadMs,
  monotonicNow: () => performance.now() + aheadMs,
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle),
};

function connect({ credentials, origin }) {
  const source = clientCredentials({ ...credentials, scope: 'api' });
  const fetchToken = async (request) => {
    const token = await source(request);
    return { ...token, expiresAt: token.expiresAt + aheadMs };
  };
  return createAuthorizedFetch(createTokenRefresher(fetchToken, { origins: [origin], clock, timeoutMs }));
}

export default {
  /** The body names the prompt to give once the query is on its way or waits for its token, and the time to set first. */
  async fetch(request) {
    const { settings, thenPrompt, setAheadMs = aheadMs } = await request.json();
    authorizedFetch ??= connect(settings);
    aheadMs = setAheadMs;
    const response = authorizedFetch(settings.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ echo(text: "here") }' }),
    });
    if (thenPrompt) await fetch(`${settings.prompter}/prompt/${encodeURIComponent(thenPrompt)}`);
    return response;
  },
};
