import { expect, test } from 'vitest';
import { type BrokerScene, brokerScene, post } from '../testing/broker-scene.ts';

const authorize = (request: Request) => ({ caller: `${request.headers.get('x-user')}` });

/** Reports the current token, and says whether it has been replaced. */
async function report({ broker, tokens }: BrokerScene, user: string): Promise<boolean> {
  const rejected = tokens.peek()?.value;
  await broker(post({ rejected }, { 'x-user': user }));
  return tokens.peek()?.value !== rejected;
}

/** So many pages report whatever token there is, every second for so long. */
async function loop(scene: BrokerScene, pages: number, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    for (let page = 0; page < pages; page++) await report(scene, `loop-${page}`);
    await scene.clock.advance(1_000);
  }
}

async function start(): Promise<BrokerScene> {
  const scene = brokerScene({ authorize });
  await scene.tokens.getToken();
  return scene;
}

test.each([1, 2, 3, 4])(
  'while %s pages report every token, whoever reports for the first time gets another',
  async (pages) => {
    for (const second of [1, 20, 70, 130]) {
      const scene = await start();
      await loop(scene, pages, second);
      expect(await report(scene, 'ann')).toBe(true);
    }
  },
);

test('of two pages that report at the same time, each gets a second token, and one is left', async () => {
  const scene = await start();
  const reports: boolean[] = [];
  for (const user of ['ann', 'bob', 'ann', 'bob', 'ann', 'bob', 'cid']) reports.push(await report(scene, user));
  expect(reports).toEqual([true, true, true, true, false, false, true]);
  expect(scene.events.filter(({ type }) => type === 'denied')).toMatchObject([
    { reason: 'report', status: 429 },
    { reason: 'report', status: 429 },
  ]);
});

test.each([2, 5, 20])('%s pages in a loop cost little more than one token request a minute together', async (pages) => {
  const scene = await start();
  await loop(scene, pages, 120);
  const before = scene.upstream.length;
  await loop(scene, pages, 600);
  expect(scene.upstream.length - before).toBeLessThanOrEqual(12);
  expect(scene.upstream.length - before).toBeGreaterThan(5);
});
