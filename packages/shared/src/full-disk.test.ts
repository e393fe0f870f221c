import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fileToken } from './file.ts';
import type { SharedTokenEvent } from './shared-token-event.ts';
import { countingSource } from './testing/counting-source.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const disk = vi.hoisted(() => ({ isFull: false }));
// A disk can be filled only where a small one may be mounted; that is in file.test.ts.
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const writeFileSync: typeof fs.writeFileSync = (...args) => {
    if (disk.isFull) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    return fs.writeFileSync(...args);
  };
  return { ...fs, writeFileSync };
});

test('a full disk costs token requests and leaves nothing behind; sharing comes back when there is room', async () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const { fetchToken, requests } = countingSource();
  const events: SharedTokenEvent[] = [];
  const onEvent = (event: SharedTokenEvent) => events.push(event);
  const open = () => fileToken(join(folder, 'token.json'), fetchToken, { name: 'x', onEvent });
  const { signal } = new AbortController();
  const one = open();
  disk.isFull = true;
  expect((await one({ signal })).value).toBe('t1');
  expect(events).toMatchObject([{ type: 'not-shared', operation: 'lease', code: 'ENOSPC' }]);
  expect(readdirSync(folder)).toEqual([]);
  disk.isFull = false;
  expect((await one({ signal })).value).toBe('t2');
  expect((await open()({ signal })).value).toBe('t2');
  expect(events.at(-1)).toMatchObject({ type: 'shared-again' });
  expect(requests).toHaveLength(2);
});
