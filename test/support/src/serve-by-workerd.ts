import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface ServedWorker {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** What workerd complained about so far. */
  complaints(): string;
  close(): Promise<void>;
}

/**
 * Serves the `worker.mjs` of a folder by workerd, the engine of Cloudflare Workers. It reaches this machine and nothing else.
 *
 * @param compatibilityDate Workers keep the behaviour of their day.
 */
export async function serveByWorkerd(
  workerd: string,
  folder: string,
  bindings: Readonly<Record<string, string>> = {},
  compatibilityDate = '2025-11-01',
): Promise<ServedWorker> {
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
    origin: `http://127.0.0.1:${told.port}`,
    complaints: () => complaints,
    async close() {
      child.kill('SIGKILL');
      await closed;
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
