import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { serveByWorkerd } from '../support/src/serve-by-workerd.ts';
import type { RunningHost } from './run-host.ts';

const workerd = fileURLToPath(new URL('../node_modules/@cloudflare/workerd-linux-64/bin/workerd', import.meta.url));

/** Why workerd cannot run here; `undefined` when it can. In CI that is a failure. */
export function missingWorkerd(): string | undefined {
  if (existsSync(workerd)) return undefined;
  const reason = 'workerd, the engine of Cloudflare Workers, is not installed for this platform';
  if (process.env.CI) throw new Error(reason);
  process.stdout.write(`The Workers snippet is skipped: ${reason}\n`);
  return reason;
}

/**
 * Bundles a worker as wrangler does and runs it in workerd, with these bindings in its `env`.
 *
 * @param compatibilityDate Workers keep the behaviour of their day.
 */
export async function runWorker(
  file: string,
  bindings: Readonly<Record<string, string>>,
  compatibilityDate?: string,
): Promise<RunningHost> {
  const folder = await mkdtemp(join(tmpdir(), 'broker-worker-'));
  await esbuild.build({
    entryPoints: [file],
    outfile: join(folder, 'worker.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:workers'],
    logLevel: 'silent',
  });
  const { origin, close } = await serveByWorkerd(workerd, folder, bindings, compatibilityDate);
  return {
    url: `${origin}/api/token`,
    async close() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
