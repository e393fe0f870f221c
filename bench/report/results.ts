import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Measured } from '../ratios/paired-ratio.ts';

/** What the scripts measured last: what the picture and the tables of the READMEs are made of. */
export interface Results {
  /** Token requests by contestant. */
  readonly counts?: readonly {
    readonly name: string;
    readonly a: number;
    readonly b: number;
    readonly c: number;
    readonly d: number;
  }[];
  /** By client. */
  readonly ratios?: Readonly<Record<string, readonly RatioResult[]>>;
}

export interface RatioResult {
  /** What was put in front of the plain client. */
  readonly name: string;
  readonly api: string;
  readonly ratio: Measured;
  readonly addedCpuMicroseconds?: Measured;
}

const file = new URL('../results.json', import.meta.url);

export function readResults(): Results {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** Takes a script's figures over; the other scripts' stay. */
export function saveResults({ counts, ratios }: Results): void {
  const before = readResults();
  const after: Results = { counts: counts ?? before.counts ?? [], ratios: { ...before.ratios, ...ratios } };
  writeFileSync(file, `${JSON.stringify(after, null, 2)}\n`);
}
