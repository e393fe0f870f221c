import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { connect as apollo } from '../../examples/apollo-script/connect.ts';
import { connect as graphqlRequest } from '../../examples/graphql-request-script/connect.ts';
import { tellStory, type World } from '../../examples/story/src/index.ts';
import { openWorld } from '../../examples/story/src/world.ts';
import { connect as urql } from '../../examples/urql-script/connect.ts';

const scripts = [
  { name: 'graphql-request', folder: 'graphql-request-script', connect: graphqlRequest },
  { name: 'apollo', folder: 'apollo-script', connect: apollo },
  { name: 'urql', folder: 'urql-script', connect: urql },
];

/** What a script in a process of its own came to. */
interface Run {
  readonly end: unknown[];
  readonly out: string;
  readonly err: string;
}

async function runScript(folder: string): Promise<Run> {
  const main = fileURLToPath(new URL(`../../examples/${folder}/main.ts`, import.meta.url));
  const { BITQUERY_CLIENT_ID: _, BITQUERY_CLIENT_SECRET: __, ...env } = process.env;
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return { end: await once(child, 'close'), out, err };
}

const children: ChildProcess[] = [];
const runs = new Map<string, Promise<Run>>();
// All of them wait most of the time, for the same: that tokens of two seconds expire.
beforeAll(() => {
  for (const { folder } of scripts) runs.set(folder, runScript(folder));
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** Runs a story and returns what it printed and its exit code. */
async function listen(run: () => Promise<void>): Promise<{ said: string; complained: string; exitCode: unknown }> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => {
    process.exitCode = undefined;
    log.mockRestore();
    error.mockRestore();
  });
  await run();
  const text = (calls: unknown[][]) => calls.map((line) => line.join(' ')).join('\n');
  return { said: text(log.mock.calls), complained: text(error.mock.calls), exitCode: process.exitCode };
}

const withChanges = (change: (world: World) => Partial<World>) => async () => {
  const world = await openWorld({});
  return { ...world, ...change(world) };
};

test.each(scripts)(
  '$name: wrong credentials are said in one line, and the exit code is 1',
  async ({ name, connect }) => {
    const open = withChanges(({ credentials }) => ({ credentials: { ...credentials, clientSecret: 'wrong' } }));
    const { complained, exitCode } = await listen(() => tellStory(name, connect, open));
    expect(complained).toMatch(/^No access token: .*clientSecret.*$/);
    expect(complained).not.toContain('\n');
    expect(exitCode).toBe(1);
  },
);

test.each(scripts)('$name: no network is said in one line, and the exit code is 1', async ({ name, connect }) => {
  const open = withChanges(({ credentials }) => ({
    credentials: { ...credentials, tokenEndpoint: 'https://nowhere.invalid/token' },
  }));
  const { complained, exitCode } = await listen(() => tellStory(name, connect, open));
  expect(complained).toMatch(/^No access token: .*nowhere\.invalid.*$/);
  expect(complained).not.toContain('\n');
  expect(exitCode).toBe(1);
});

test.each(scripts)(
  '$name: half of the credentials is said in one line that names the other',
  async ({ name, connect }) => {
    const open = () => openWorld({ BITQUERY_CLIENT_ID: 'only-the-id' });
    const { complained, exitCode } = await listen(() => tellStory(name, connect, open));
    expect(complained).toMatch(/clientSecret/);
    expect(complained).not.toContain('\n');
    expect(exitCode).toBe(1);
  },
);

test.each(scripts)(
  '$name: the script prints rows, survives expiry and revocation, and ends by itself',
  async ({ folder }) => {
    const { end, out, err } = (await runs.get(folder)) as Run;
    expect([...end, err]).toEqual([0, null, '']);
    expect(out).toMatch(/USDC|WETH|PEPE/);
    const [, twice, tokens] = out.match(/76 queries answered, (\d+) of them sent twice, (\d+) tokens/) ?? [];
    const [, requests, refused] = out.match(/own log: (\d+) requests, (\d+) of them refused/) ?? [];
    expect(Number(requests)).toBe(76 + Number(refused));
    expect(refused).toBe(twice);
    // More on a busy machine, where a token of two seconds expires on its way, and one may come just before all are revoked.
    expect(Number(twice)).toBeGreaterThanOrEqual(20);
    // The first, the one after all had ended, two more in five seconds of tokens that live two, and the last.
    expect(Number(tokens)).toBeGreaterThanOrEqual(5);
    expect(out).toMatch(/20 responses, [12] token fetched/);
  },
);
