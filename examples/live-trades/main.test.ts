import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('it prints trades as they come, and Ctrl-C ends it with a summary', async () => {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const { BITQUERY_CLIENT_ID: _, BITQUERY_CLIENT_SECRET: __, ...env } = process.env;
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  child.stderr.on('data', (text) => {
    printed += text;
  });
  for await (const text of child.stdout) {
    printed += text;
    if (printed.includes(' on uniswap') && !child.killed) child.kill('SIGINT');
  }
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
  expect(printed).toMatch(
    /token 1 fetched: first[\s\S]*[A-Z]+ for [\d.,]+ [A-Z]+ on uniswap[\s\S]*In all: [1-9]\d* trades?, [1-9]\d* tokens?/,
  );
  expect(code).toBe(0);
});
