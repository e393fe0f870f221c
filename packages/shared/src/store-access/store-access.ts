import type { Clock } from '@token-refresher/core';
import type { TokenStore } from '../token-store.ts';
import { failureCode, StoreFailure } from './store-failure.ts';
import { startTimer } from './timers.ts';

/** How long things may take, in milliseconds. */
export interface StoreTimes {
  /** Each operation. */
  readonly limitMs: number;
  /** The first one, which may have to wait for a connection. */
  readonly firstLimitMs: number;
  /** A lease without being extended. */
  readonly leaseMs: number;
}

const defaultTimes: StoreTimes = { limitMs: 1_000, firstLimitMs: 2_000, leaseMs: 5_000 };
/** A process that was busy has the response at hand when its time limit fires; this lets it be read first. */
const graceMs = 250;

/** The store of one token, with a time limit on everything. Rejects with a {@link StoreFailure} only. */
export interface StoreAccess {
  read(): Promise<string | undefined>;
  replace(expected: string | undefined, text: string, keepMs: number): Promise<boolean>;
  acquire(owner: string): Promise<boolean>;
  extend(owner: string): Promise<boolean>;
  release(owner: string): Promise<void>;
}

/** Everything that is asked of the store goes through here. */
export function createStoreAccess(
  store: TokenStore,
  key: string,
  clock: Clock,
  { limitMs, firstLimitMs, leaseMs } = defaultTimes,
): StoreAccess {
  let hasAnswered = false;
  const limited = <Result>(
    operation: StoreFailure['operation'],
    work: () => Promise<Result>,
    onLate?: (result: Result) => void,
  ): Promise<Result> =>
    new Promise((resolve, reject) => {
      let isLate = false;
      const giveUp = () => {
        isLate = true;
        reject(new StoreFailure(operation, 'timeout'));
      };
      let cancel = startTimer(
        clock,
        () => {
          cancel = startTimer(clock, giveUp, graceMs);
        },
        hasAnswered ? limitMs : firstLimitMs,
      );
      Promise.resolve()
        .then(work)
        .then(
          (result) => {
            hasAnswered = true;
            return isLate ? onLate?.(result) : resolve(result);
          },
          (error: unknown) => reject(new StoreFailure(operation, failureCode(error))),
        )
        .finally(() => cancel());
    });

  const release = (owner: string) => limited('lease', () => store.release(key, owner));
  return {
    read: () => limited('read', () => store.read(key)),
    replace: (expected, text, keepMs) => limited('save', () => store.replace(key, expected, text, keepMs)),
    acquire: (owner) =>
      limited(
        'lease',
        () => store.acquire(key, owner, leaseMs),
        // A command that was given up may still be carried out later: nobody would end that lease.
        (isAcquired) => isAcquired && release(owner).catch(() => {}),
      ),
    extend: (owner) => limited('lease', () => store.extend(key, owner, leaseMs)),
    release,
  };
}

const methods = ['read', 'replace', 'acquire', 'extend', 'release'] as const;

/** @throws TypeError when `store` is not a {@link TokenStore}. */
export function checkStore(store: TokenStore): void {
  const missing = methods.find((method) => typeof store?.[method] !== 'function');
  if (missing) throw new TypeError(`sharedToken: store must be a TokenStore; it has no method "${missing}".`);
}
