import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { bundle } from './bundle.ts';

/** A running worker. */
export interface Worker {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** What workerd complained about so far. */
  complaints(): string;
  close(): Promise<void>;
}

/** Bundles a script of the user's project and serves it by workerd, the engine of Cloudflare Workers. */
export async function startWorker(workerd: string, consumer: string, script: string): Promise<Worker> {
  const folder = await mkdtemp(join(consumer, 'worker-'));
  const code = await bundle(consumer, script, {
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
  });
  await writeFile(join(folder, 'worker.mjs'), code);
  await writeFile(join(folder, 'config.capnp'), config);
  const child = spawn(workerd, ['serve', 'config.capnp', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints += chunk;
  });
  const closed = once(child, 'close');
  const control = createInterface({ input: child.stdio[3] as Readable });
  const line = await Promise.race([once(control, 'line'), closed]);
  const told = typeof line[0] === 'string' ? JSON.parse(line[0]) : undefined;
  if (told?.event !== 'listen') throw new Error(`workerd did not start.\n${complaints}`);
  return {
    url: `http://127.0.0.1:${told.port}`,
    complaints: () => complaints,
    async close() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** A worker that reaches this machine and nothing else. */
const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
      compatibilityDate = "2025-11-01",
      globalOutbound = "this-machine",
    )),
    (name = "this-machine", network = (allow = ["127.0.0.1/32"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
