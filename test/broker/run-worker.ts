import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
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
  compatibilityDate = '2025-11-01',
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
  await writeFile(join(folder, 'config.capnp'), configWith(bindings, compatibilityDate));
  const child = spawn(workerd, ['serve', 'config.capnp', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints += chunk;
  });
  const closed = once(child, 'close');
  const [line] = await Promise.race([once(createInterface(child.stdio[3] as Readable), 'line'), closed]);
  const told = typeof line === 'string' ? JSON.parse(line) : undefined;
  if (told?.event !== 'listen') throw new Error(`workerd did not start.\n${complaints}`);
  return {
    url: `http://127.0.0.1:${told.port}/api/token`,
    async close() {
      child.kill();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The default network reaches public addresses only; this one reaches the test's API. */
function configWith(bindings: Readonly<Record<string, string>>, compatibilityDate: string): string {
  const texts = Object.entries(bindings).map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
      bindings = [${texts.join(', ')}],
      compatibilityDate = "${compatibilityDate}",
      globalOutbound = "this-machine",
    )),
    (name = "this-machine", network = (allow = ["127.0.0.1/32"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}
