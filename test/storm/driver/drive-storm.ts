import type { TestApi } from '@token-refresher/testing';
import { collectGarbage } from './collect-garbage.ts';
import { width } from './outcome.ts';
import type { Random } from './random.ts';
import { disturb, passTime, type Weather } from './weather.ts';

/** What is needed to drive operations through a storm. */
export interface Storm extends Weather {
  readonly random: Random;
  readonly api: Weather['api'] &
    Pick<TestApi, 'revoke' | 'expire' | 'refuseEverything' | 'resetLog'> & { onHang: (id: string) => void };
  /** Bytes of the heap, after each quarter of the operations. */
  readonly heap: number[];
}

/** How the caller of each operation under way leaves, by the operation's id. */
export type Leaving = Map<string, () => void>;

/** Runs `operations` calls of `operate`, a few at a time, in bad weather, until all have settled or nothing moves any more. */
export async function driveStorm(
  storm: Storm,
  operations: number,
  operate: (id: string, leaving: Leaving) => Promise<void>,
): Promise<void> {
  const { random, clock, api, heap } = storm;
  const leaving: Leaving = new Map();
  // Its caller loses patience, as nothing else would end it.
  api.onHang = (id) => setImmediate(() => leaving.get(id)?.());
  let begun = 0;
  let ended = 0;
  const worker = async () => {
    while (begun < operations) {
      const id = `op-${begun++}`;
      disturb(random, api);
      await operate(id, leaving);
      ended += 1;
      if (ended % Math.floor(operations / 4) === 0) {
        api.resetLog();
        collectGarbage();
        heap.push(process.memoryUsage().heapUsed);
      }
      await clock.advance(random() * 4000);
    }
  };
  let isOver = false;
  const all = Promise.all(Array.from({ length: width }, worker)).then(() => {
    isOver = true;
  });
  // When nothing is left that could end an operation, what has not settled is for the violations to tell.
  for (let idle = 0; !isOver && idle < 100; ) idle = (await passTime(storm, () => ended)) ? 0 : idle + 1;
  if (isOver) await all;
}
