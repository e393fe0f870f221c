import { createAuthorizedFetch, createTokenRefresher, type FetchToken } from '@token-refresher/core';
import type { StoreTimes } from '../../store-access/store-access.ts';
import { httpSource } from './http-source.ts';
import { takeToken } from './take-token.ts';

/** What a worker process is told on its command line. The client secret comes in the environment. */
export interface WorkerConfig {
  /** The path of the file, or of the socket of a Redis. */
  readonly store: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  /** The GraphQL endpoint. */
  readonly url: string;
  /** How many token refreshers this process has, each with a shared source of its own. */
  readonly refreshers: number;
  /** A token that is rejected, as an API would that has revoked it. */
  readonly revoked?: string;
  /** Default: as documented. */
  readonly times?: StoreTimes;
  /** Does this at once and ends, as a script. Otherwise it waits for messages. */
  readonly job?: WorkerJob;
}

/** `token`: get one. `request`: send an operation with it to the API, and once more after "Unauthorized". */
export type WorkerJob = 'token' | 'request';

/** What a worker says: that it is about to ask the token endpoint, that it has done its job, or why it could not. */
export type WorkerMessage =
  | { readonly fetching: true }
  | { readonly done: WorkerJob; readonly tokens: readonly string[]; readonly ms: number }
  | { readonly failed: string };

const say = (message: WorkerMessage) =>
  new Promise<void>((resolve) => {
    process.send?.(message, () => resolve());
  });

/** Longer than a busy machine takes to get fifty processes going. */
const timeoutMs = 60_000;

/** The body of a worker process. @param share Makes a shared source around one that asks the token endpoint. */
export async function runWorker(share: (config: WorkerConfig, fetchToken: FetchToken) => FetchToken): Promise<void> {
  const config: WorkerConfig = JSON.parse(process.argv[2] ?? '');
  const { tokenEndpoint, clientId } = config;
  const source = httpSource({ tokenEndpoint, clientId, clientSecret: process.env.CLIENT_SECRET ?? '' });
  const fetchToken: FetchToken = (request) => {
    void say({ fetching: true });
    return source(request);
  };
  const refreshers = Array.from({ length: config.refreshers }, () =>
    createTokenRefresher(share(config, fetchToken), { timeoutMs }),
  );
  const fetches = refreshers.map((tokens) => createAuthorizedFetch(tokens, { origins: [new URL(config.url).origin] }));
  const body = JSON.stringify({ query: '{ __typename }' });
  const headers = { 'content-type': 'application/json' };

  const work = async (job: WorkerJob) => {
    const start = performance.now();
    if (job === 'request') {
      const responses = await Promise.all(fetches.map((send) => send(config.url, { method: 'POST', headers, body })));
      const refused = responses.find(({ status }) => status !== 200);
      if (refused) throw new Error(`The API answered ${refused.status}.`);
    }
    const tokens = await Promise.all(refreshers.map((each) => takeToken(each, config.revoked)));
    await say({ done: job, tokens, ms: performance.now() - start });
  };
  const report = (error: unknown) => say({ failed: String(error) });
  if (config.job) {
    await work(config.job).catch(report);
    process.disconnect?.();
  } else {
    process.on('message', (job: WorkerJob) => void work(job).catch(report));
    process.on('disconnect', () => process.exit());
    await say({ done: 'token', tokens: [], ms: 0 });
  }
}
