import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../../packages/cli/', import.meta.url));
/** Where `dist` would be, so that it finds what the package depends on and its manifest. */
const folder = mkdtempSync(join(root, '.bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// As it is published: one of a hundred modules takes long to start on a busy machine.
await build({
  entryPoints: [join(root, 'src/main.ts')],
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  external: ['undici'],
  outdir: folder,
});
const main = join(folder, 'main.js');

/** What a run of the command line came to. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the command line is called. */
export interface CliCall {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly input?: string;
}

/** Starts the real program in a process of its own. */
export function startCli({ args, env }: Omit<CliCall, 'input'>) {
  const { PATH, HOME } = process.env;
  return spawn(process.execPath, [main, ...args], { env: { PATH, HOME, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Runs it to its end. */
export async function runCli({ input = '', ...call }: CliCall): Promise<CliResult> {
  const child = startCli(call);
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (text) => {
      said[stream] += text;
    });
  }
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, ...said };
}
