import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const tsc = fileURLToPath(import.meta.resolve('../../../node_modules/typescript/bin/tsc'));

test.each([6, 7])('the types fit graphql-request %i', async (major) => {
  const project = fileURLToPath(new URL(`testing/tsconfig.graphql-request-${major}.json`, import.meta.url));
  const arguments_ = [tsc, '--noEmit', '--listFiles', '-p', project];
  const { stdout } = await promisify(execFile)(process.execPath, arguments_).catch((failed) => failed);
  expect(stdout).not.toMatch(/error TS/);
  const versions = [...stdout.matchAll(/\/graphql-request@(\d)/g)].map(([, version]) => Number(version));
  expect(new Set(versions)).toEqual(new Set([major]));
});
