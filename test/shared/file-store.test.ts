import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createFileStore } from '../../packages/shared/src/file/file-store.ts';
import { temporaryFolder } from '../../packages/shared/src/testing/temporary-folder.ts';
import type { StoreJob } from '../../packages/shared/src/testing/workers/store-worker.ts';
import {
  type BundledProgram,
  bundleProgram,
  storeWorker,
} from '../../packages/shared/src/testing/workers/worker-processes.ts';

let program: BundledProgram;
const { folder, remove } = temporaryFolder();
beforeAll(async () => {
  program = await bundleProgram(storeWorker);
});
afterAll(() => {
  program.remove();
  remove();
});

/** Processes that are ready. */
async function startProcesses(count: number): Promise<ChildProcess[]> {
  const children = Array.from({ length: count }, () => fork(program.path, { execArgv: [] }));
  onTestFinished(() => {
    for (const child of children) child.kill('SIGKILL');
  });
  await Promise.all(children.map((child) => once(child, 'message')));
  return children;
}

const send = (child: ChildProcess, job: StoreJob) => child.send(job);

test('10 000 reads while two processes write: never a half, and the writers get along', async () => {
  const path = join(folder, 'written.json');
  const store = createFileStore(
    () => path,
    () => true,
  );
  const writers = await startProcesses(2);
  for (const writer of writers) send(writer, { write: path });
  while ((await store.read('key')) === undefined) await turn();
  const seen = new Set<string>();
  for (let reads = 0; reads < 10_000; reads++) {
    const text = (await store.read('key')) ?? '';
    const parsed: { length: number; text: string } = JSON.parse(text);
    expect(parsed.text.length).toBe(parsed.length);
    seen.add(text);
    if (reads % 100 === 0) await turn();
  }
  expect(seen.size).toBeGreaterThan(10);
});

test('writers that are killed at any moment leave a whole file and nothing that stops the next one', async () => {
  const path = join(folder, 'killed.json');
  const store = createFileStore(
    () => path,
    () => true,
  );
  await store.replace('key', undefined, '{"length":0,"text":""}', 1_000);
  for (let round = 0; round < 5; round++) {
    const [writer] = (await startProcesses(1)) as [ChildProcess];
    send(writer, { write: path });
    const before = await store.read('key');
    while ((await store.read('key')) === before) await turn();
    for (let turns = Math.random() * 40; turns > 0; turns--) await turn();
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const text = (await store.read('key')) ?? '';
    expect(JSON.parse(text).text).toHaveLength(JSON.parse(text).length);
    expect(await store.replace('key', text, '{"length":0,"text":""}', 1_000)).toBe(true);
  }
});

test('of processes that take over a dead one’s lease at once, one gets it', async () => {
  const rounds = 25;
  const longAgo = new Date(Date.now() - 60_000);
  const processes = await startProcesses(6);
  for (let round = 0; round < rounds; round++) {
    const path = join(folder, `lease-${round}`);
    mkdirSync(`${path}.lease`);
    const dead = join(`${path}.lease`, 'd'.repeat(32));
    writeFileSync(dead, '');
    utimesSync(dead, longAgo, longAgo);
    const messages = processes.map((child) => once(child, 'message'));
    for (const child of processes) send(child, { acquire: path });
    const acquired = (await Promise.all(messages)).map(([message]) => message);
    expect(acquired.filter(Boolean)).toEqual([true]);
    expect(readdirSync(`${path}.lease`)).toEqual([expect.stringMatching(/^[\da-f]{32}$/)]);
  }
  expect(readdirSync(folder).filter((name) => /^lease-.*tmp$/.test(name))).toEqual([]);
});
