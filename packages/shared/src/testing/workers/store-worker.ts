import { createFileStore } from '../../file/file-store.ts';
import { randomOwner } from '../../record/token-key.ts';

/**
 * What a process does with a file store: write texts until it is ended, or take the lease once and say whether it has it.
 *
 * - `write`: texts `{"length":n,"text":"xxx…"}` of random lengths
 * - `acquire`: a lease of a second, on the path that is sent along
 */
export type StoreJob = { readonly write: string } | { readonly acquire: string };

process.on('message', async (job: StoreJob) => {
  const path = 'write' in job ? job.write : job.acquire;
  const store = createFileStore(
    () => path,
    () => true,
  );
  if ('acquire' in job) return process.send?.(await store.acquire('key', randomOwner(), 1_000));
  for (;;) {
    const length = Math.floor(Math.random() * 20_000);
    const text = JSON.stringify({ length, text: 'x'.repeat(length) });
    await store.replace('key', await store.read('key'), text, 1_000).catch(() => {});
  }
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
