import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
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
import { type FetchToken, type Identified, systemClock, tokenIdentity } from '@token-refresher/core';
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

test('a file that others may read is replaced by one with another token, and an event says so', async () => {
  const { path, ask, events } = processes();
  await ask();
  chmodSync(path, 0o640);
  expect(await ask()).toBe('t2');
  expect(modeOf(path)).toBe('600');
  expect(events).toMatchObject([{ type: 'unreadable' }]);
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

const own = (version: number) => `{"version":${version},"key":"0123456789abcdef0123456789abcdef"`;

test.each([
  ['nothing', ''],
  ['zero bytes, as a crash of the machine may leave them', '\0'.repeat(300)],
  ['a token of another version', `${own(2)},"token":7}`],
  ['a token that was cut off', `${own(1)},"tok`],
  ['a token that is far too long', `${own(1)},"token":"${'x'.repeat(100_000)}"}`],
  ['a token in another layout', `${own(1)},"token":7}`.replaceAll(',', ',\n  ').replaceAll(':', ' : ')],
  ['an encrypted token', 'A256GCM.AAAA'],
])('%s in the file is replaced, whoever may read it, and an event says so', async (_name, content) => {
  for (const mode of [0o600, 0o644]) {
    const { path, ask, events } = processes();
    writeFileSync(path, content);
    chmodSync(path, mode);
    expect([await ask(), await ask()]).toEqual(['t1', 't1']);
    expect(events).toMatchObject([{ type: 'unreadable' }]);
    expect(modeOf(path)).toBe('600');
  }
});

describe('what is not ours is left alone: the token is fetched without it, and an event says so', () => {
  const leftAlone = (code: string) => ({ type: 'not-shared', operation: 'read', code });

  test.each([
    ['a configuration', '[core]\n\tbare = false\n'],
    ['variables with secrets', 'CLIENT_SECRET=a\n'],
    ['a manifest', '{"name":"app","version":"1.0.0","key":"0123456789abcdef0123456789abcdef"}'],
    ['JSON of another program', '{"version":1,"key":"AIza"}'],
    ['a line break alone', '\n'],
    ['zero bytes and more', `\0\0${'x'.repeat(10)}`],
    ['a large file', 'x'.repeat(100_000)],
    ['a large file of zero bytes', '\0'.repeat(100_000)],
    ['a text that mentions ours', `x${own(1)}}`],
  ])('%s', async (_name, content) => {
    for (const mode of [0o600, 0o644]) {
      const folder = temporaryFolder();
      const { path, ask, events, open } = processes(join(folder, 'theirs'));
      writeFileSync(path, content);
      chmodSync(path, mode);
      expect([await ask(), await open()('t1')]).toEqual(['t1', 't2']);
      expect(events).toMatchObject([leftAlone('EFTYPE'), leftAlone('EFTYPE')]);
      expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual([content, mode.toString(8)]);
      expect(readdirSync(folder)).toEqual(['theirs']);
    }
  });

  test('a link, and what it points to', async () => {
    const folder = temporaryFolder();
    const [good, planted] = [join(folder, 'good.json'), join(folder, 'token.json')];
    await processes(good).ask();
    const before = readFileSync(good, 'utf8');
    symlinkSync(good, planted);
    const { ask, requests, events } = processes(planted);
    await ask();
    expect(requests).toHaveLength(1);
    expect(events).toMatchObject([{ type: 'not-shared', operation: 'read', code: expect.stringMatching(/^E[LM]/) }]);
    expect([readFileSync(good, 'utf8'), readlinkSync(planted)]).toEqual([before, good]);
  });

  test('a pipe, which is not waited for', async () => {
    const { path, ask, events } = processes();
    await promisify(execFile)('mkfifo', ['-m', '600', path]);
    expect(await ask()).toBe('t1');
    expect(events).toMatchObject([leftAlone('EFTYPE')]);
    expect(statSync(path).isFIFO()).toBe(true);
  });

  test('reset() does not touch it either', async () => {
    const { path } = processes();
    writeFileSync(path, 'theirs');
    const { fetchToken } = countingSource();
    const source = fileToken(path, fetchToken, { name: 'x' });
    await source({ signal });
    source.reset?.();
    await source({ signal });
    expect(readFileSync(path, 'utf8')).toBe('theirs');
  });

  test('a source that must not be asked twice is not asked, until the file has been deleted', async () => {
    const { path } = processes();
    writeFileSync(path, 'theirs');
    const { fetchToken, requests } = countingSource();
    const source = fileToken(path, Object.assign(fetchToken, { isRepeatable: false }), { name: 'x' });
    await expect(source({ signal })).rejects.toMatchObject({
      code: 'temporarily_unavailable',
      message: expect.stringContaining('(read: EFTYPE)'),
    });
    expect([requests.length, readFileSync(path, 'utf8')]).toEqual([0, 'theirs']);
    rmSync(path);
    expect((await source({ signal })).value).toBe('t1');
  });
});

test('an encrypted token is shared, and replaced by those who have another key', async () => {
  const { open, events } = processes();
  const [one, other] = [{ encryptionKey: new Uint8Array(32) }, { encryptionKey: new Uint8Array(32).fill(1) }];
  expect([await open(one)(), await open(one)(), await open(other)(), await open(other)()]).toEqual([
    't1',
    't1',
    't2',
    't2',
  ]);
  expect(events).toMatchObject([{ type: 'unreadable' }]);
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
    const dead = join(leaseOf(path), 'd'.repeat(32));
    writeFileSync(dead, '1');
    utimesSync(dead, longAgo, longAgo);
    expect(await ask()).toBe('t1');
    expect(existsSync(leaseOf(path))).toBe(false);
  });

  test('is taken although an empty folder is in its place', async () => {
    const { path, ask, events } = processes();
    mkdirSync(leaseOf(path));
    expect([await ask(), await ask()]).toEqual(['t1', 't1']);
    expect(events).toEqual([]);
  });

  test.each<[string, string, (lease: string, elsewhere: string) => void]>([
    ['a file', 'ENOTDIR', (lease) => writeFileSync(lease, 'precious')],
    ['a link', 'ENOTDIR', (lease, elsewhere) => symlinkSync(elsewhere, lease)],
    [
      'a folder with files',
      'ENOTEMPTY',
      (lease) => {
        mkdirSync(lease);
        for (const name of ['0'.repeat(32), 'precious']) {
          writeFileSync(join(lease, name), '');
          utimesSync(join(lease, name), longAgo, longAgo);
        }
      },
    ],
  ])('is not taken while %s of somebody else is in its place, which stays', async (_name, code, plant) => {
    const { path, ask, events } = processes();
    const elsewhere = temporaryFolder();
    writeFileSync(join(elsewhere, '0'.repeat(32)), '');
    utimesSync(join(elsewhere, '0'.repeat(32)), longAgo, longAgo);
    plant(leaseOf(path), elsewhere);
    const seen = () => [
      lstatSync(leaseOf(path)).ino,
      ...(lstatSync(leaseOf(path)).isFile() ? [] : readdirSync(leaseOf(path))),
    ];
    await promisify(execFile)('touch', ['-h', '-d', longAgo.toISOString(), leaseOf(path)]);
    const before = seen();
    expect([await ask(), await ask()]).toEqual(['t1', 't2']);
    expect(events).toMatchObject(Array(2).fill({ type: 'not-shared', operation: 'lease', code }));
    expect(seen()).toEqual(before);
    expect(readdirSync(elsewhere)).toEqual(['0'.repeat(32)]);
  });

  test('nor is anything replaced while something of somebody else is in the place of the lock for that', async () => {
    const { path, ask, events } = processes();
    writeFileSync(`${path}.write`, 'precious');
    utimesSync(`${path}.write`, longAgo, longAgo);
    expect([await ask(), await ask()]).toEqual(['t1', 't2']);
    expect(events).toMatchObject(Array(2).fill({ type: 'not-shared', operation: 'save', code: 'ENOTDIR' }));
    expect(readFileSync(`${path}.write`, 'utf8')).toBe('precious');
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
  ['a file: URL with a zero byte', 'file:///a%00b', { name: 'x' }, /path must be/],
  ['an http: URL', new URL('http://example.com/token'), { name: 'x' }, /path must be/],
  ['a file: URL without a slash', 'file:token.json', { name: 'x' }, /path must be/],
  ['a redis: URL in a text', 'redis://127.0.0.1', { name: 'x' }, /path must be/],
  ['a file: URL of another machine', 'file://other/token.json', { name: 'x' }, /path must be/],
  ['no name', 'token.json', undefined, /option "name"/],
  ['an option of another store', 'token.json', { name: 'x', prefix: 'y' }, /option "prefix" is not known/],
  [
    'a clock, which files do not go by',
    'token.json',
    { name: 'x', clock: systemClock },
    /option "clock" is not known here, it is one of createTokenRefresher; known are: name, encryptionKey, onEvent\.$/,
  ],
])('%s is a TypeError at once', (_name, path, options, message) => {
  const create = () => fileToken(path as string, async () => ({ value: 't' }), options);
  expect(create).toThrow(TypeError);
  expect(create).toThrow(message);
});
