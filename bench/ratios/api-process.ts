import { fork } from 'node:child_process';
import { once } from 'node:events';

/** See {@link startApiProcess}. */
export type ApiKind = 'graphql' | 'fixed' | 'fixed 14 kB';

/** A GraphQL API in a process of its own, so that its work does not count as the client's. */
export interface ApiProcess {
  readonly url: string;
  /** Good for the whole run. */
  readonly token: string;
  stop(): Promise<void>;
}

/**
 * Starts one.
 *
 * @param kind What answers the query `{ viewer }`.
 *
 * - `graphql`: the local API of the tests, which really executes it
 * - `fixed`: a bare `node:http` server with always the same short response, the least that an API can take
 * - `fixed 14 kB`: the same with a response of that size
 */
export async function startApiProcess(kind: ApiKind): Promise<ApiProcess> {
  const child = fork(new URL('./children/api-process.ts', import.meta.url), [kind], { execArgv: [] });
  const [{ url, token }] = (await once(child, 'message')) as [{ url: string; token: string }];
  return {
    url,
    token,
    async stop() {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}
