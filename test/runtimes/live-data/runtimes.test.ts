import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalApi, startLocalApi } from '@token-refresher/test-support';
import { type BuildOptions, build } from 'esbuild';
import { chromium as playwright } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { bun, chromium, deno, locateOrSkip, nodes } from '../runtimes.ts';
import { startControl } from './control.ts';
import type { Report } from './runtimes.script.ts';

interface Settings {
  readonly control: string;
  readonly url: string;
  readonly place: 'url' | 'connection_init';
}

declare const live: { play(control: string, url: string, place: Settings['place']): Promise<Report> };

const bundle = async (script: string, options: BuildOptions): Promise<string> => {
  const entry = join(import.meta.dirname, script);
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    logLevel: 'error',
    ...options,
  });
  return outputFiles?.[0]?.text ?? '';
};

/** Runs the script as a process, which must end by itself. */
const asProcess =
  (...args: string[]) =>
  async (program: string, { control, url, place }: Settings): Promise<Report> => {
    const folder = await mkdtemp(join(tmpdir(), 'live-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    // The package ws asks for Node's modules in its own, CommonJS way.
    const banner = {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    };
    await writeFile(
      join(folder, 'script.mjs'),
      await bundle('on-process.script.ts', { platform: 'node', format: 'esm', banner }),
    );
    const env = { HOME: folder, DENO_DIR: join(folder, '.deno'), DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' };
    const { stdout, stderr } = await promisify(execFile)(program, [...args, 'script.mjs', control, url, place], {
      cwd: folder,
      env,
    });
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  };

async function inPage(program: string, { control, url, place }: Settings): Promise<Report> {
  const content = await bundle('runtimes.script.ts', { platform: 'browser', format: 'iife', globalName: 'live' });
  const browser = await playwright.launch({ executablePath: program, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(control);
    await page.addScriptTag({ content });
    return await page.evaluate(([control, url, place]) => live.play(control, url, place), [
      control,
      url,
      place,
    ] as const);
  } finally {
    await browser.close();
  }
}

const rows = [
  ...nodes.map((runtime) => ({ runtime, play: asProcess() })),
  { runtime: bun, play: asProcess('--no-install') },
  { runtime: deno, play: asProcess('run', '--no-remote', '--allow-all') },
  { runtime: chromium, play: inPage },
].flatMap((row) => (['url', 'connection_init'] as const).map((place) => ({ ...row, place })));

test.for(rows)('$runtime.name, token in $place', async ({ runtime, play, place }, { skip }) => {
  const program = await locateOrSkip(runtime, skip);
  const api: LocalApi = await startLocalApi();
  onTestFinished(() => api.close());
  api.live.takeTokenFrom(place);
  const control = await startControl(api);
  onTestFinished(() => control.close());

  const { events, end, shown } = await play(program, { control: control.url, url: api.live.url, place });

  expect(events).toBe(3);
  expect(end).toEqual({ code: 4401, message: expect.stringMatching(/^The API refused the token/) });
  // The first one, one for the revocation, one for the refusal of all.
  expect(api.issuedTokens).toHaveLength(3);
  for (const token of api.issuedTokens) expect(shown).not.toContain(token);
});
