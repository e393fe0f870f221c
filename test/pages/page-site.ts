import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { openStandIn, startSite } from '@token-refresher/example-live-page/server';
import { type LocalApi, startLocalApi } from '@token-refresher/test-support';

/** A built example page, its broker, and the API that stands in for Bitquery. */
export interface PageSite {
  readonly url: string;
  readonly api: LocalApi;
  /** As though so much time had passed between two reports to the broker. */
  letBrokerRest(): void;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** Serves what a bundler has left in a folder, with the example's own server beside it. */
export async function startPageSite(folder: string): Promise<PageSite> {
  const api = await startLocalApi({ cors: true });
  const backend = await openStandIn(api);
  let skippedMs = 0;
  const options = { monotonicNow: () => performance.now() + skippedMs };
  const site = await startSite(backend, ({ url = '/' }, response) => void sendFile(folder, url, response), options);
  return {
    url: site.url,
    api,
    letBrokerRest() {
      skippedMs += 60_000;
    },
    async close() {
      await site.close();
      await backend.close();
    },
  };
}

async function sendFile(folder: string, url: string, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(url, 'http://localhost');
  const path = join(folder, pathname === '/' ? 'index.html' : normalize(pathname));
  try {
    const content = await readFile(path);
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream').end(content);
  } catch {
    response.writeHead(404).end();
  }
}
