import { median } from './median.ts';

/** A figure and its 95 % bootstrap interval. */
export interface Measured {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How much more one way of doing the same work takes than the other; times are of one call, in microseconds. */
export interface PairedRatio {
  /** Median over all rounds of contestant / baseline, in elapsed time. */
  readonly ratio: Measured;
  readonly baselineMicroseconds: number;
  /** CPU time of this process, all of its threads and the kernel's work for it included. */
  readonly baselineCpuMicroseconds: number;
  /** Median over all rounds of the CPU time that the contestant takes beyond the baseline's. */
  readonly addedCpuMicroseconds: Measured;
}

interface Block {
  readonly elapsed: number;
  readonly cpu: number;
}

/**
 * Measures both by turns, in short blocks in the order A B B A or, at random, B A A B, so that whatever drifts (heat,
 * neighbors on the machine, garbage collection) meets both alike. One round gives one ratio and one difference in CPU time;
 * the latter suffers less from a busy machine.
 */
export async function pairedRatio(
  baseline: () => Promise<unknown>,
  contestant: () => Promise<unknown>,
  { rounds = 400, callsPerBlock = 10, warmUpCalls = 3000 } = {},
): Promise<PairedRatio> {
  const block = async (call: () => Promise<unknown>): Promise<Block> => {
    const cpu = process.cpuUsage();
    const start = process.hrtime.bigint();
    for (let i = 0; i < callsPerBlock; i++) await call();
    const elapsed = Number(process.hrtime.bigint() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return { elapsed: elapsed / callsPerBlock, cpu: (user + system) / callsPerBlock };
  };
  const mean = (a: Block, b: Block): Block => ({ elapsed: (a.elapsed + b.elapsed) / 2, cpu: (a.cpu + b.cpu) / 2 });
  for (let i = 0; i < warmUpCalls; i++) await (i % 2 ? baseline : contestant)();
  const baselines: Block[] = [];
  const ratios: number[] = [];
  const added: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const isBaselineFirst = Math.random() < 0.5;
    const [outer, inner] = isBaselineFirst ? [baseline, contestant] : [contestant, baseline];
    const first = await block(outer);
    const middle = mean(await block(inner), await block(inner));
    const ends = mean(first, await block(outer));
    const [a, b] = isBaselineFirst ? [ends, middle] : [middle, ends];
    baselines.push(a);
    ratios.push(b.elapsed / a.elapsed);
    added.push(b.cpu - a.cpu);
  }
  return {
    ratio: medianWithInterval(ratios),
    baselineMicroseconds: median(baselines.map(({ elapsed }) => elapsed)),
    baselineCpuMicroseconds: median(baselines.map(({ cpu }) => cpu)),
    addedCpuMicroseconds: medianWithInterval(added),
  };
}

/** The interval: in which range the median lies in 95 % of 2000 samples drawn from the values, with repetition. */
function medianWithInterval(values: readonly number[]): Measured {
  const medians = Array.from({ length: 2000 }, () =>
    median(values.map(() => values[Math.floor(Math.random() * values.length)] ?? Number.NaN)),
  ).sort((a, b) => a - b);
  return { value: median(values), low: medians[49] ?? Number.NaN, high: medians[1949] ?? Number.NaN };
}
