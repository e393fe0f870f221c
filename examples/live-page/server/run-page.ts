import process from 'node:process';
import { createServer, type ViteDevServer } from 'vite';
import { openBackend } from './backend.ts';
import { startSite } from './site.ts';

/**
 * Starts the API, the broker and the page in `root`, says where, and ends them on Ctrl-C. What makes that impossible is
 * said in one line, with the exit code 1.
 */
export async function runPage(title: string, root: string): Promise<void> {
  const closers: (() => Promise<void>)[] = [];
  let isEnding = false;
  const end = async () => {
    // Ctrl-C reaches this process twice where a package manager passes it on.
    if (isEnding) return;
    isEnding = true;
    for (const close of closers.reverse()) await close();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  try {
    let vite: ViteDevServer | undefined;
    const backend = await openBackend(process.env);
    closers.push(backend.close);
    const page = (...exchange: Parameters<ViteDevServer['middlewares']>) => vite?.middlewares(...exchange);
    const site = await startSite(backend, page, { port: port(process.env.PORT) });
    closers.push(site.close);
    vite = await createServer({
      root,
      appType: 'spa',
      server: { middlewareMode: true, hmr: { server: site.server } },
    });
    closers.push(vite.close);
    console.log(`${title}: ${site.url}`);
    console.log(`It talks to ${backend.api.name}. Ctrl-C ends it.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
    await end();
  }
}

/** Any free port, unless the environment names one. */
function port(named = '0'): number {
  const number = Number(named);
  if (Number.isInteger(number) && number >= 0 && number < 65_536) return number;
  throw new TypeError(`PORT must be a number from 0 to 65535; got "${named}".`);
}
