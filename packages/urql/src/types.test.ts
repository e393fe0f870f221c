import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const tsc = fileURLToPath(import.meta.resolve('../../../node_modules/typescript/bin/tsc'));

test.each([5, 6])('the types fit @urql/core %i and the @urql/exchange-auth that goes with it', async (major) => {
  const project = fileURLToPath(new URL(`testing/tsconfig.urql-${major}.json`, import.meta.url));
  const arguments_ = [tsc, '--noEmit', '--listFiles', '-p', project];
  const { stdout } = await promisify(execFile)(process.execPath, arguments_).catch((failed) => failed);
  expect(stdout).not.toMatch(/error TS/);
  const versions = [...stdout.matchAll(/\/@urql\+core@(\d)/g)].map(([, version]) => Number(version));
  expect(new Set(versions)).toEqual(new Set([major]));
});
