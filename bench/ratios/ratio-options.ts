import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What a ratio script is told on its command line. */
export interface RatioOptions {
  /** How many rounds each ratio is the median of. */
  readonly rounds: number;
  /** The root folder of another checkout of this project that takes part, absolute. */
  readonly against: string | undefined;
  /** Whether the figures go into `results.json`. */
  readonly save: boolean;
  /** Whether a stand-in for `fetch` responds, in the place of three servers. */
  readonly withoutSockets: boolean;
}

/** Reads `--rounds N`, `--against DIR`, `--save` and `--without-sockets`. @throws TypeError for anything else. */
export function readRatioOptions(args: readonly string[] = process.argv.slice(2)): RatioOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '400' },
      against: { type: 'string' },
      save: { type: 'boolean' },
      'without-sockets': { type: 'boolean' },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 1) throw new TypeError('--rounds must be a whole number, 1 or more.');
  const { against, save = false, 'without-sockets': withoutSockets = false } = values;
  if (withoutSockets && save) throw new TypeError('--save is for ratios, and --without-sockets prints none.');
  if (against === '') throw new TypeError('--against must be the root folder of another checkout.');
  // Scripts run in this folder, whoever calls them; a folder is named from where the caller is.
  const from = process.env.INIT_CWD ?? process.cwd();
  return { rounds, against: against === undefined ? undefined : resolve(from, against), save, withoutSockets };
}
