import { openStandIn, startSite } from '@token-refresher/example-live-page/server';
import { type LocalApi, startLocalApi } from '@token-refresher/test-support';
import { serveFolder } from './serve-folder.ts';

/** A built example page, its broker, and the API that stands in for Bitquery. */
export interface PageSite {
  readonly url: string;
  readonly api: LocalApi;
  /** As though so much time had passed between two reports to the broker. */
  letBrokerRest(): void;
  close(): Promise<void>;
}

/** Serves what a bundler has left in a folder, with the example's own server beside it. */
export async function startPageSite(folder: string): Promise<PageSite> {
  const api = await startLocalApi({ cors: true });
  const backend = await openStandIn(api);
  let skippedMs = 0;
  // On a busy machine a token request may take long. Where it must not, the test holds it up.
  const options = { monotonicNow: () => performance.now() + skippedMs, timeoutMs: 120_000 };
  const site = await startSite(backend, serveFolder(folder), options);
  return {
    url: site.url,
    api,
    letBrokerRest() {
      skippedMs += 70_000;
    },
    async close() {
      await site.close();
      await backend.close();
    },
  };
}
