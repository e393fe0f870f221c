import type { AccessToken, FetchToken, FetchTokenOptions } from '@token-refresher/core';

/** A source that gives t1, t2, … for an hour each, and keeps what it was told. */
export interface CountingSource {
  readonly fetchToken: FetchToken;
  readonly requests: FetchTokenOptions[];
}

export function countingSource(prefix = 't'): CountingSource {
  const requests: FetchTokenOptions[] = [];
  const fetchToken = async (request: FetchTokenOptions): Promise<AccessToken> => {
    requests.push(request);
    return { value: `${prefix}${requests.length}`, expiresAt: Date.now() + 3_600_000, scope: 'api' };
  };
  return { fetchToken, requests };
}
