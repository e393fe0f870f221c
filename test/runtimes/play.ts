import { join } from 'node:path';
import { run } from '../packed/run.ts';
import { playInChromium } from './chromium.ts';
import { bun, chromium, deno, nodes, type Runtime, workerd } from './runtimes.ts';
import type { Stage } from './stage.ts';
import { startWorker } from './workerd.ts';

/** What a runtime made of the script. */
export interface Played {
  /** What `scripts/smoke.mjs` returned, and by which name the runtime calls itself. */
  readonly report: Readonly<Record<string, unknown>> & { readonly runtime: string; readonly shown: readonly string[] };
  /** What was printed on stderr, uncaught errors among it. */
  readonly complaints: string;
}

/** Where a script is played. */
export interface Place {
  /** The runtime's absolute path. */
  readonly program: string;
  /** The project that has installed the packages. */
  readonly consumer: string;
  /** Ends the runtime. */
  readonly signal: AbortSignal;
}

/** A runtime and how the script is played in it. */
export interface Row {
  readonly runtime: Runtime;
  play(at: Place, settings: Stage['settings']): Promise<Played>;
}

/** Runs the script as a process that must end by itself, with exit code 0. */
const asProcess =
  (...args: string[]): Row['play'] =>
  async ({ program, consumer, signal }, settings) => {
    const env = { HOME: consumer, DENO_DIR: join(consumer, '.deno'), DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' };
    const all = [...args, 'on-process.mjs', JSON.stringify(settings)];
    const { stdout, stderr } = await run(program, all, { cwd: consumer, env, signal });
    return { report: JSON.parse(stdout), complaints: stderr };
  };

/** Nothing beyond this: no files, no environment, no other host. graphql-js asks for `NODE_ENV`. */
const denoPermissions = ['--no-prompt', '--allow-env=NODE_ENV', '--allow-net=127.0.0.1'];

/** Every runtime that the packages promise to run in. */
export const rows: readonly Row[] = [
  ...nodes.map((runtime) => ({ runtime, play: asProcess() })),
  { runtime: bun, play: asProcess('--no-install') },
  { runtime: deno, play: asProcess('run', '--no-remote', '--node-modules-dir=manual', ...denoPermissions) },
  {
    runtime: workerd,
    async play({ program, consumer, signal }, settings) {
      const worker = await startWorker(program, consumer, 'on-workerd.mjs');
      try {
        const response = await fetch(worker.url, { method: 'POST', body: JSON.stringify(settings), signal });
        const text = await response.text();
        if (response.status !== 200) throw new Error(`${response.status} ${text}\n${worker.complaints()}`);
        return { report: JSON.parse(text), complaints: worker.complaints() };
      } finally {
        await worker.close();
      }
    },
  },
  {
    runtime: chromium,
    play(at, { prompter, url, origin }) {
      return playInChromium(at, 'in-browser.mjs', { prompter, url, origin });
    },
  },
];
