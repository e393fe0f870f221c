import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { type OpenAccounts, openAccounts } from './open-accounts.ts';

const nextCommand = createRequire(import.meta.url).resolve('next/dist/bin/next');
const address = ['-H', '127.0.0.1', '-p', process.env.PORT ?? '0'];
let running: ChildProcess | undefined;
let isLeaving = false;

/** Runs a command of Next.js to its end. Whether the next one may follow. */
async function next(command: readonly string[], accounts: OpenAccounts['accounts']): Promise<boolean> {
  if (isLeaving) return false;
  const env = { ...process.env, ACCOUNTS: JSON.stringify(accounts), NEXT_TELEMETRY_DISABLED: '1' };
  const stdio: ['ignore', 'inherit', 'inherit'] = ['ignore', 'inherit', 'inherit'];
  running = spawn(process.execPath, [nextCommand, ...command], { cwd: import.meta.dirname, env, stdio });
  const [code] = await once(running, 'exit');
  if (code !== 0 && !isLeaving) process.exitCode = 1;
  return code === 0;
}

async function run({ accounts, about, revokeAllTokens, close }: OpenAccounts): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      isLeaving = true;
      running?.kill(signal);
    });
  }
  const keyboard = createInterface({ input: process.stdin });
  keyboard.on('line', (line) => line === 'r' && revokeAllTokens?.());
  console.log(about);
  const [first, ...others] = process.argv.slice(2);
  if (first === 'dev') await next(['dev', ...others, ...address], accounts);
  else if (await next(['build', ...process.argv.slice(2)], accounts)) await next(['start', ...address], accounts);
  keyboard.close();
  await close();
}

await openAccounts(process.env).then(run, (error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
