import { afterEach, expect, test, vi } from 'vitest';
import { clientCredentials } from '../grants/client-credentials.ts';

afterEach(() => void vi.unstubAllGlobals());

const create = () => clientCredentials({ tokenEndpoint: 'https://auth.example.com', clientId: 'a', clientSecret: 'b' });

test('a page that is only imitated, as tests in Node do, may use the package', () => {
  vi.stubGlobal('window', {});
  vi.stubGlobal('document', {});
  expect(create).not.toThrow();
});

test.each<[string, Record<string, unknown>]>([
  ['a page', {}],
  ['a page with a stand-in for process, as bundlers give it', { process: { env: {}, versions: {} } }],
])('%s may not', (_name, globals) => {
  const before = globalThis.process;
  globalThis.process = globals.process as never;
  try {
    vi.stubGlobal('window', {});
    vi.stubGlobal('document', {});
    expect(create).toThrow(/^clientCredentials: @token-refresher\/server holds a client secret/);
  } finally {
    globalThis.process = before;
  }
});

test.each<[string, Record<string, unknown>]>([
  ['Deno', { window: {}, document: {}, Deno: {} }],
  ['Bun', { window: {}, document: {}, Bun: {} }],
  ['React Native', { window: {} }],
  ['a worker', { self: {} }],
])('%s may', (_name, globals) => {
  const before = globalThis.process;
  globalThis.process = undefined as never;
  try {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    expect(create).not.toThrow();
  } finally {
    globalThis.process = before;
  }
});
