import process from 'node:process';
import { createServer, type ViteDevServer } from 'vite';
import { openBackend } from './backend.ts';
import { startSite } from './site.ts';

/** Starts the API, the broker and the page in `root`, says where, and ends them on Ctrl-C. */
export async function runPage(title: string, root: string): Promise<void> {
  let vite: ViteDevServer | undefined;
  const backend = await openBackend(process.env);
  const site = await startSite(backend, (...exchange) => vite?.middlewares(...exchange), port(process.env.PORT));
  vite = await createServer({
    root,
    appType: 'spa',
    server: { middlewareMode: true, hmr: { server: site.server } },
  });
  console.log(`${title}: ${site.url}`);
  console.log(`It talks to ${backend.api.name}. Ctrl-C ends it.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await Promise.all([vite?.close(), site.close()]);
      await backend.close();
    });
  }
}

/** Any free port, unless the environment names one. */
function port(named = '0'): number {
  const number = Number(named);
  if (Number.isInteger(number) && number >= 0 && number < 65_536) return number;
  throw new TypeError(`PORT must be a number from 0 to 65535; got "${named}".`);
}
