// Compares two ways to hand out a response that an adapter has read: a twin object that answers from what was read, and a
// native Response made of the text. Prints CPU time per response, and what each weighs. See decisions/response-twin.md.
import { fileURLToPath } from 'node:url';
import { createTokenRefresher, staticToken } from '@token-refresher/core';
import { GraphQLClient } from 'graphql-request';
import { createAuthorizedSender } from '../../packages/core/src/attempt/authorized-sender.ts';
import type { ReadResponse } from '../../packages/core/src/attempt/peek-response.ts';
import { createResponseReader } from '../../packages/core/src/attempt/response-twin.ts';
import { systemClock } from '../../packages/core/src/clock.ts';
import { table } from '../report/table.ts';
import { bundleSize } from '../size/bundle-size.ts';
import { startApiProcess } from './api-process.ts';
import { median } from './median.ts';
import { pairedRatio } from './paired-ratio.ts';
import { readRatioOptions } from './ratio-options.ts';
import { createNativeReader } from './response-anew.ts';

const { rounds } = readRatioOptions();
const ways: readonly [name: string, read: ReadResponse, file: string, uses: string][] = [
  ['a twin object', createResponseReader(), '../../packages/core/src/attempt/response-twin.ts', 'createResponseReader'],
  ['new Response(text)', createNativeReader(), './response-anew.ts', 'createNativeReader'],
];
const sizes = { small: 0, '14 kB': 14_000 };
const reads = ['text', 'json'] as const;

/** Microseconds of CPU to read a response, hand it out, and have the client read that. */
async function cpuOf(body: string, use: (response: Response) => Promise<unknown>): Promise<number> {
  const callsPerRound = 500;
  const times: number[] = [];
  for (let round = -2; round < Math.max(10, rounds / 10); round++) {
    const headers = { 'content-type': 'application/json' };
    const responses = Array.from({ length: callsPerRound }, () => new Response(body, { headers }));
    const before = process.cpuUsage();
    for (const response of responses) await use(response);
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) times.push((user + system) / callsPerRound);
  }
  return median(times);
}

const rows: string[][] = [];
for (const [size, length] of Object.entries(sizes)) {
  const body = JSON.stringify({ data: { viewer: 'x'.repeat(length) } });
  for (const method of reads) {
    const plain = await cpuOf(body, (response) => response[method]());
    for (const [name, read] of ways) {
      const used = await cpuOf(body, async (response) => (await read(response, systemClock)).response[method]());
      rows.push([name, size, `${method}()`, plain.toFixed(1), (used - plain).toFixed(1)]);
    }
  }
}
console.log(table(['', 'body', 'the client calls', 'CPU us without', 'CPU us more'], rows));

const ratios: string[][] = [];
for (const kind of ['fixed', 'fixed 14 kB'] as const) {
  const { url, token, stop } = await startApiProcess(kind);
  const plain = new GraphQLClient(url, { headers: { authorization: `Bearer ${token}` } });
  for (const [name, read] of ways) {
    const tokens = createTokenRefresher(staticToken(token));
    const fetch = createAuthorizedSender(tokens, { caller: 'bench', read, origins: 'any' });
    const client = new GraphQLClient(url, { fetch });
    const measured = await pairedRatio(
      () => plain.request('{ viewer }'),
      () => client.request('{ viewer }'),
      { rounds },
    );
    const { ratio, addedCpuMicroseconds: added } = measured;
    const cells = [ratio.value.toFixed(3), `${ratio.low.toFixed(3)} to ${ratio.high.toFixed(3)}`];
    ratios.push([name, kind, ...cells, added.value.toFixed(1), `${added.low.toFixed(1)} to ${added.high.toFixed(1)}`]);
  }
  await stop();
}
const head = ['graphql-request with', 'API', 'ratio', '95 % interval', 'CPU us more', '95 % interval'];
console.log(`\n${table(head, ratios)}`);

const weights = await Promise.all(
  ways.map(async ([name, , file, uses]) => {
    const path = fileURLToPath(new URL(file, import.meta.url));
    return [name, await bundleSize(`export { ${uses} } from '${path}'`)];
  }),
);
console.log(`\n${table(['with what it needs', 'bytes'], weights)}`);
