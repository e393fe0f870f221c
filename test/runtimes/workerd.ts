import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveByWorkerd } from '../support/src/serve-by-workerd.ts';
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
  const { origin, complaints, close } = await serveByWorkerd(workerd, folder);
  return { url: origin, complaints, close };
}
