import fc from 'fast-check';

/** What may happen to a token refresher. `turns`: microtasks that pass before the next step. */
export type Step = { readonly turns: number } & (
  | { readonly kind: 'ask'; readonly canLeave: boolean }
  | { readonly kind: 'send'; readonly operation: number }
  | { readonly kind: 'respond'; readonly status: 200 | 401 | 500 }
  | { readonly kind: 'leave' | 'invalidate' | 'reset' | 'close' }
  | { readonly kind: 'token'; readonly which: number; readonly value: Given; readonly lifeMs: number }
  | { readonly kind: 'fail'; readonly which: number; readonly how: Failure }
  | { readonly kind: 'time'; readonly ms: number; readonly isBlocked: boolean }
  | { readonly kind: 'wall'; readonly ms: number }
);

/** What a source gives: another token, the same one with a new life, or the same one as it was. */
export type Given = 'new' | 'same' | 'unchanged';

export type Failure = 'passing' | 'permanent' | 'rate_limited' | 'retry-after' | 'not-a-number' | 'foreign';

const hourMs = 3_600_000;
const failures: Failure[] = ['passing', 'permanent', 'rate_limited', 'retry-after', 'not-a-number', 'foreign'];
const turns = fc.constantFrom(0, 0, 1, 2, 3, 5, 8, 20);
const which = fc.nat(2);
const of = <Kind extends string>(kind: Kind) => fc.constant(kind);

const single = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: of('ask'), canLeave: fc.boolean(), turns }) },
  { weight: 5, arbitrary: fc.record({ kind: of('send'), operation: fc.nat(3), turns }) },
  { weight: 6, arbitrary: fc.record({ kind: of('respond'), status: fc.constantFrom(200, 401, 401, 500), turns }) },
  { weight: 4, arbitrary: fc.record({ kind: of('leave'), turns }) },
  { weight: 2, arbitrary: fc.record({ kind: of('invalidate'), turns }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('reset', 'reset', 'close'), turns }) },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: of('token'),
      which,
      value: fc.constantFrom('new', 'new', 'same', 'unchanged'),
      lifeMs: fc.constantFrom(hourMs, hourMs, 60_000, 2_000, 0, -hourMs),
      turns,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: of('fail'), which, how: fc.constantFrom(...failures), turns }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: of('time'),
      ms: fc.constantFrom(1, 300, 1_000, 3_400, 10_000, 60_000, hourMs),
      isBlocked: fc.constantFrom(false, false, true),
      turns,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: of('wall'), ms: fc.constantFrom(-2 * hourMs, 60_000, hourMs), turns }) },
) as fc.Arbitrary<Step>;

const send: Step = { kind: 'send', operation: 0, turns: 20 };
const ask: Step = { kind: 'ask', canLeave: false, turns: 20 };
const rejected: Step = { kind: 'respond', status: 401, turns: 20 };
const token = (value: Given, lifeMs = hourMs): Step => ({ kind: 'token', which: 0, value, lifeMs, turns: 20 });
const time = (ms: number, isBlocked = false): Step => ({ kind: 'time', ms, isBlocked, turns: 20 });

/** Sequences that chance alone seldom brings together. */
const sequences: readonly (readonly Step[])[] = [
  // Every token is rejected.
  Array.from({ length: 9 }, () => [send, token('new'), rejected, token('new'), rejected]).flat(),
  Array.from({ length: 9 }, (): Step[] => [ask, token('new'), { kind: 'invalidate', turns: 5 }]).flat(),
  // The event loop was blocked, or the machine slept, beyond the time limit.
  [ask, time(10_000, true), ask],
  // The current token is rejected while its refresh ahead of time is under way, which brings the same one.
  [send, token('new', 60_000), time(55_000), send, rejected, token('same'), ask],
  // The wall clock is set back by more than a token's life, and the source has no other.
  [ask, token('new'), time(hourMs), { kind: 'wall', ms: -2 * hourMs, turns: 5 }, ask, token('unchanged'), time(60_000)],
];

/** A schedule: random steps, and now and then one of the sequences. */
export const steps: fc.Arbitrary<Step[]> = fc
  .array(fc.oneof({ weight: 30, arbitrary: single.map((step) => [step]) }, fc.constantFrom(...sequences)), {
    minLength: 3,
    maxLength: 40,
  })
  .map((parts) => parts.flat());
