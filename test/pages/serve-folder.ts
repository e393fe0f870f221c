import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import type { PageHandler } from '@token-refresher/example-live-page/server';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** Answers with the files of a folder, as a bundler has left them. */
export function serveFolder(folder: string): PageHandler {
  return async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const path = join(folder, pathname === '/' ? 'index.html' : normalize(pathname));
    try {
      const content = await readFile(path);
      response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream').end(content);
    } catch {
      response.writeHead(404).end();
    }
  };
}
