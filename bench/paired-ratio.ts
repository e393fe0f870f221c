import { median } from './median.ts';

/** How much longer one way of doing the same work takes than the other. */
export interface PairedRatio {
  /** Median over all rounds of contestant / baseline. */
  readonly ratio: number;
  /** 95 % bootstrap interval of that median. */
  readonly low: number;
  readonly high: number;
  /** Median time of one call, in microseconds. */
  readonly baselineMicroseconds: number;
  readonly contestantMicroseconds: number;
}

/**
 * Measures both by turns, in short blocks in the order A B B A or, at random, B A A B, so that whatever drifts (heat,
 * neighbors on the machine, garbage collection) meets both alike. One round gives one ratio.
 */
export async function pairedRatio(
  baseline: () => Promise<unknown>,
  contestant: () => Promise<unknown>,
  { rounds = 400, callsPerBlock = 10, warmUpCalls = 3000 } = {},
): Promise<PairedRatio> {
  const block = async (call: () => Promise<unknown>) => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < callsPerBlock; i++) await call();
    return Number(process.hrtime.bigint() - start) / callsPerBlock / 1000;
  };
  for (let i = 0; i < warmUpCalls; i++) await (i % 2 ? baseline : contestant)();
  const times = { baseline: [] as number[], contestant: [] as number[] };
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const isBaselineFirst = Math.random() < 0.5;
    const [outer, inner] = isBaselineFirst ? [baseline, contestant] : [contestant, baseline];
    const first = await block(outer);
    const middle = (await block(inner)) + (await block(inner));
    const ends = first + (await block(outer));
    const [a, b] = isBaselineFirst ? [ends, middle] : [middle, ends];
    times.baseline.push(a / 2);
    times.contestant.push(b / 2);
    ratios.push(b / a);
  }
  const [low, high] = bootstrapInterval(ratios);
  return {
    ratio: median(ratios),
    low,
    high,
    baselineMicroseconds: median(times.baseline),
    contestantMicroseconds: median(times.contestant),
  };
}

/** In which range the median lies in 95 % of 2000 samples drawn from the values, with repetition. */
function bootstrapInterval(values: readonly number[]): [low: number, high: number] {
  const medians = Array.from({ length: 2000 }, () =>
    median(values.map(() => values[Math.floor(Math.random() * values.length)] ?? Number.NaN)),
  ).sort((a, b) => a - b);
  return [medians[49] ?? Number.NaN, medians[1949] ?? Number.NaN];
}
