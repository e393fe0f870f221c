import type { FetchToken, FetchTokenOptions } from '@token-refresher/core';
import type { SharedSource } from './command-line/token-source.ts';

/** What a script may take from asking for a token to using it. */
const minLeftMs = 60_000;

/**
 * Does not return a token of another run that is about to expire, if a new one can be obtained: a shared source that
 * is asked again needs a newer token than it returned before.
 */
export function longEnough({ fetchToken, hasAsked }: SharedSource): FetchToken {
  const enough = async (request: FetchTokenOptions) => {
    const first = await fetchToken(request);
    const { expiresAt = Number.POSITIVE_INFINITY } = first;
    if (hasAsked() || expiresAt - Date.now() >= minLeftMs) return first;
    return fetchToken(request).catch(() => first);
  };
  return Object.assign(enough, fetchToken);
}
