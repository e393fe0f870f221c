import { createTokenRefresher, type FetchToken } from '@token-refresher/core';
import { type HttpSourceOptions, httpSource } from './http-source.ts';
import { takeToken } from './take-token.ts';
import type { WorkerProcesses } from './worker-processes.ts';

/**
 * Lets somebody who has come just now get a token from the store, and says how long it took. With `revoked`, the API has
 * refused that one.
 */
export type Newcomer = (revoked?: string) => Promise<{ readonly token: string; readonly ms: number }>;

/** Each a process of its own. */
export function newProcesses(processes: WorkerProcesses, store: string): Newcomer {
  return async (revoked) => {
    const started = processes.start({ store, job: 'token', ...(revoked !== undefined && { revoked }) });
    const { tokens, ms } = await started.done();
    return { token: tokens[0] ?? '', ms };
  };
}

/**
 * Each a source of its own in this process, which knows of what others did only what is in the store.
 *
 * @param share Makes a shared source around one that asks the token endpoint.
 */
export function newSources(api: HttpSourceOptions, share: (fetchToken: FetchToken) => FetchToken): Newcomer {
  return async (revoked) => {
    const start = performance.now();
    const tokens = createTokenRefresher(share(httpSource(api)), { timeoutMs: 60_000 });
    try {
      const token = await takeToken(tokens, revoked);
      return { token, ms: performance.now() - start };
    } finally {
      tokens.close();
    }
  };
}
