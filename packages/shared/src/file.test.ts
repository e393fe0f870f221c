import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type FetchToken, type Identified, tokenIdentity } from '@token-refresher/core';
import { clientCredentials } from '@token-refresher/server';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type FileTokenOptions, fileToken } from './file.ts';
import type { SharedTokenEvent } from './shared-token-event.ts';
import { countingSource } from './testing/counting-source.ts';

const { signal } = new AbortController();
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'file-token-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Processes with a file in common; each call is another process. */
function processes(path: string | URL = join(temporaryFolder(), 'token.json')) {
  const { fetchToken, requests } = countingSource();
  const events: SharedTokenEvent[] = [];
  const open = (options: FileTokenOptions = {}) => {
    const source = fileToken(path, fetchToken, { name: 'x', onEvent: (event) => events.push(event), ...options });
    return async (rejected?: string) => (await source(rejected ? { rejected, signal } : { signal })).value;
  };
  return { path: String(path), requests, events, open, ask: (rejected?: string) => open()(rejected) };
}

test('the second process takes the first one’s token; nothing else stays in the folder', async () => {
  const folder = temporaryFolder();
  const { ask, requests } = processes(join(folder, 'token.json'));
  expect(await ask()).toBe('t1');
  expect(await ask()).toBe('t1');
  expect(requests).toHaveLength(1);
  expect(readdirSync(folder)).toEqual(['token.json']);
});

test('a rejected token is replaced for all', async () => {
  const { open } = processes();
  const [one, another] = [open(), open()];
  expect([await one(), await another()]).toEqual(['t1', 't1']);
  expect(await one('t1')).toBe('t2');
  expect(await another('t1')).toBe('t2');
});

test.each([
  ['a file: URL', pathToFileURL],
  ['the text of one', (path: string) => pathToFileURL(path).href],
  ['the text of one as Java writes it', (path: string) => `file:${path}`],
])('%s is a path too, and missing folders are created for this user only', async (_name, pathOf) => {
  const folder = temporaryFolder();
  const path = join(folder, 'a', 'b', 'token.json');
  expect(await processes(pathOf(path)).ask()).toBe('t1');
  expect([modeOf(path), modeOf(join(folder, 'a')), modeOf(join(folder, 'a', 'b'))]).toEqual(['600', '700', '700']);
});

test.each([0o000, 0o077, 0o777])('file and folders are private with umask %o', async (umask) => {
  const folder = temporaryFolder();
  const before = process.umask(umask);
  const path = join(folder, 'a', 'b', 'token.json');
  try {
    expect(await processes(path).ask()).toBe('t1');
  } finally {
    process.umask(before);
  }
  expect([modeOf(path), modeOf(join(folder, 'a')), modeOf(join(folder, 'a', 'b'))]).toEqual(['600', '700', '700']);
});

test('a file that others may read is replaced by one with another token', async () => {
  const { path, ask } = processes();
  await ask();
  chmodSync(path, 0o640);
  expect(await ask()).toBe('t2');
  expect(modeOf(path)).toBe('600');
});

// Only root can arrange these two.
const testAsRoot = process.getuid?.() === 0 ? test : () => {};

testAsRoot('a file of another user is replaced', async () => {
  const { path, ask } = processes();
  await ask();
  await promisify(execFile)('chown', ['65534', path]);
  expect(await ask()).toBe('t2');
  expect(statSync(path).uid).toBe(0);
});

test('a link in the place of the file is replaced, and what it points to is left alone', async () => {
  const folder = temporaryFolder();
  const [good, planted] = [join(folder, 'good.json'), join(folder, 'token.json')];
  await processes(good).ask();
  const before = readFileSync(good, 'utf8');
  symlinkSync(good, planted);
  const { ask, requests } = processes(planted);
  await ask();
  expect(requests).toHaveLength(1);
  expect(readFileSync(good, 'utf8')).toBe(before);
  expect(statSync(planted).ino).not.toBe(statSync(good).ino);
});

test('a pipe in the place of the file is not waited for', async () => {
  const { path, ask } = processes();
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
  expect(await ask()).toBe('t1');
  expect(statSync(path).isFile()).toBe(true);
});

test.each([
  ['nothing', ''],
  ['half of it', '{"version":1,"key":"'],
  ['something else', '[core]\n\tbare = false\n'],
  ['far too much', 'x'.repeat(100_000)],
])('%s in the file is ignored and replaced', async (_name, content) => {
  const { path, ask } = processes();
  writeFileSync(path, content, { mode: 0o600 });
  expect(await ask()).toBe('t1');
  expect(await ask()).toBe('t1');
});

test('two clients that were given the same path never get each other’s token', async () => {
  const { open } = processes();
  expect(await open({ name: 'one' })()).toBe('t1');
  expect(await open({ name: 'two' })()).toBe('t2');
  expect(await open({ name: 'one' })()).toBe('t3');
});

describe('where nothing can be kept, the caller gets a token and an event says so', () => {
  const notShared = (operation: string, code: string) => ({ type: 'not-shared', operation, code });

  test.each<[string, (folder: string) => string, string, string]>([
    ['a path that is a folder', (folder) => folder, 'read', 'EISDIR'],
    [
      'a path with a file in the place of a folder',
      (folder) => {
        writeFileSync(join(folder, 'file'), '');
        return join(folder, 'file', 'token.json');
      },
      'read',
      'ENOTDIR',
    ],
    ['a folder that cannot be created', () => '/proc/self/nowhere/token.json', 'lease', 'ENOENT'],
    ['a name that is too long', (folder) => join(folder, 'x'.repeat(300)), 'read', 'ENAMETOOLONG'],
  ])('%s', async (_name, pathIn, operation, code) => {
    const { ask, events } = processes(pathIn(temporaryFolder()));
    expect(await ask()).toBe('t1');
    expect(events).toMatchObject([notShared(operation, code)]);
  });

  testAsRoot('a full disk, and sharing comes back when there is room', async () => {
    const folder = temporaryFolder();
    const mounting = promisify(execFile)('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder]);
    // Containers may not allow it; full-disk.test.ts imitates the same.
    if (!(await mounting.then(Boolean, () => false))) return;
    onTestFinished(() => void execFileSync('umount', [folder]));
    const filler = join(folder, 'filler');
    writeFileSync(filler, 'x'.repeat(12_288));
    try {
      writeFileSync(join(folder, 'more'), 'x'.repeat(12_288));
    } catch {}
    const { open, events } = processes(join(folder, 'token.json'));
    const ask = open();
    expect(await ask()).toBe('t1');
    expect(events).toMatchObject([{ type: 'not-shared', code: 'ENOSPC' }]);
    rmSync(filler);
    expect(await ask()).toBe('t2');
    expect(events).toMatchObject([{ type: 'not-shared' }, { type: 'shared-again' }]);
    expect(await open()()).toBe('t2');
  });
});

describe('the lease', () => {
  const leaseOf = (path: string) => `${path}.lease`;
  const longAgo = new Date(Date.now() - 60_000);

  test('of a dead process is taken over, and its folder goes', async () => {
    const { path, ask } = processes();
    mkdirSync(leaseOf(path));
    writeFileSync(join(leaseOf(path), 'dead'), '1');
    utimesSync(join(leaseOf(path), 'dead'), longAgo, longAgo);
    expect(await ask()).toBe('t1');
    expect(existsSync(leaseOf(path))).toBe(false);
  });

  test.each<[string, (lease: string, elsewhere: string) => void]>([
    ['an empty folder', (lease) => mkdirSync(lease)],
    ['an old file', (lease) => writeFileSync(lease, '')],
    ['an old link', (lease, elsewhere) => symlinkSync(elsewhere, lease)],
  ])('is taken although %s is in its place', async (_name, plant) => {
    const { path, ask } = processes();
    const elsewhere = temporaryFolder();
    writeFileSync(join(elsewhere, 'precious'), '');
    plant(leaseOf(path), elsewhere);
    await promisify(execFile)('touch', ['-h', '-d', longAgo.toISOString(), leaseOf(path)]);
    expect(await ask()).toBe('t1');
    expect(await ask()).toBe('t1');
    expect(readdirSync(elsewhere)).toEqual(['precious']);
  });

  test('leftovers of killed processes go, those of living ones and other files stay', async () => {
    const { path, ask } = processes();
    const named = (text: string) => `${path}.${text}`;
    const old = [named('0123456789abcdef.tmp'), named('lease.0123456789abcdef.tmp')];
    const others = [named('fedcba9876543210.tmp'), named('bak'), named('x.tmp')];
    for (const file of [...old, ...others]) writeFileSync(file, '');
    for (const file of [...old, ...others.slice(1)]) utimesSync(file, longAgo, longAgo);
    await ask();
    expect([...old, ...others].filter(existsSync)).toEqual(others);
  });
});

describe('the default path', () => {
  const source = (options: object = {}) =>
    clientCredentials({
      tokenEndpoint: 'https://auth.example.com/token',
      clientId: 'id',
      clientSecret: 'sesame',
      scope: 'api',
      fetch: async () =>
        Response.json({ access_token: 't', token_type: 'Bearer', expires_in: 3600, scope: 'api write' }),
      ...options,
    });
  const filesOf = async (...sources: ReturnType<typeof source>[]) => {
    const folder = temporaryFolder();
    vi.stubEnv('XDG_CACHE_HOME', folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const each of sources) await fileToken(undefined, each)({ signal });
    return readdirSync(join(folder, 'token-refresher'));
  };

  test('is in the cache folder and has no word of what makes the token in its name', async () => {
    expect(await filesOf(source())).toEqual([expect.stringMatching(/^[\da-f]{32}\.json$/)]);
  });

  test('is made of what the source says, without the secret', () => {
    const said = (source() as FetchToken & Identified)[tokenIdentity]?.();
    expect(said).toContain('https://auth.example.com/token');
    expect(said).not.toContain('sesame');
  });

  test('is the same for the same token, whatever the secret and the order of parameters', async () => {
    const one = source({ clientSecret: 'before', parameters: { audience: 'a', resource: 'r' } });
    const same = source({ clientSecret: 'after', parameters: { resource: 'r', audience: 'a' } });
    expect(await filesOf(one, same)).toHaveLength(1);
  });

  test.each<[string, object]>([
    ['endpoint', { tokenEndpoint: 'https://auth.example.com/token?tenant=2' }],
    ['client', { clientId: 'id2' }],
    ['scope', { scope: 'write' }],
    ['parameters', { parameters: { audience: 'https://api.example.com' } }],
  ])('differs by %s', async (_name, options) => {
    expect(await filesOf(source(), source(options))).toHaveLength(2);
  });
});

test('a name beside a source that says whose token it gets counts too', async () => {
  const { path } = processes();
  const source = clientCredentials({ tokenEndpoint: 'https://a.example', clientId: 'i', clientSecret: 's' });
  expect(() => fileToken(path, source)).not.toThrow();
  expect(() => fileToken(path, fileToken(path, source, { name: 'inner' }))).not.toThrow();
});

test.each<[string, unknown, object | undefined, RegExp]>([
  ['an empty path', '', { name: 'x' }, /path must be/],
  ['a number', 7, { name: 'x' }, /path must be/],
  ['a path with a zero byte', 'a\0b', { name: 'x' }, /path must be/],
  ['a file: URL with a zero byte', 'file:///tmp/a%00b', { name: 'x' }, /path must be/],
  ['an http: URL', new URL('http://example.com/token'), { name: 'x' }, /path must be/],
  ['a redis: URL in a text', 'redis://127.0.0.1', { name: 'x' }, /path must be/],
  ['a file: URL of another machine', 'file://other/token.json', { name: 'x' }, /path must be/],
  ['no name', 'token.json', undefined, /option "name"/],
  ['an option of another store', 'token.json', { name: 'x', prefix: 'y' }, /option "prefix" is not known/],
])('%s is a TypeError at once', (_name, path, options, message) => {
  const create = () => fileToken(path as string, async () => ({ value: 't' }), options);
  expect(create).toThrow(TypeError);
  expect(create).toThrow(message);
});
