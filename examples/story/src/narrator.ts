import type { RefreshReason, TokenEvent, TokenRefresher } from '@token-refresher/core';

const why: Record<RefreshReason, string> = {
  first: 'the first one',
  ahead: 'the old one was about to expire and served meanwhile',
  expired: 'the old one had expired',
  rejected: 'the API had said "Unauthorized" to the old one',
  invalidated: 'the old one was dropped by hand',
};

/** What has happened to the token so far. */
export interface Tally {
  readonly tokens: number;
  readonly retries: number;
}

/** Says in plain words what happens to the token, as it happens, and counts. */
export function narrate(tokens: TokenRefresher, say: (line: string) => void): () => Tally {
  let [fetched, retries] = [0, 0];
  tokens.subscribe((event: TokenEvent) => {
    if (event.type === 'refresh-succeeded') {
      fetched++;
      const lives = Math.round((event.expiresAt - event.at) / 1000);
      say(`token ${fetched} fetched in ${Math.round(event.durationMs)} ms, good for ${lives} s: ${why[event.reason]}`);
    }
    if (event.type === 'refresh-failed') say(`no token: ${event.code}`);
    if (event.type === 'token-rejected' && event.action === 'retry') retries++;
  });
  return () => ({ tokens: fetched, retries });
}
