import type { PromiseName, Verdict } from './verdict.ts';

/** Values that may not be handed out: rejected since the source gave them out last, or of an earlier identity. */
export interface DeadValues {
  /** A step of the schedule begins. */
  nextStep(): void;
  /** The step that is being taken. */
  step(): number;
  has(value: string): boolean;
  /** @param since Whoever asks in this step or later may not get it; without it, whoever asks in the next one. */
  add(value: string, promise: PromiseName, since?: number): void;
  revive(value: string): void;
  /** Somebody got it. @param asked The step in which they asked. */
  handedOut(value: string, asked: number): void;
}

export function createDeadValues({ holds }: Verdict): DeadValues {
  const dead = new Map<string, { readonly promise: PromiseName; readonly since: number }>();
  let step = 0;
  return {
    nextStep: () => void step++,
    step: () => step,
    has: (value) => dead.has(value),
    add: (value, promise, since = step + 1) => void dead.set(value, { promise, since }),
    revive: (value) => void dead.delete(value),
    handedOut(value, asked) {
      const known = dead.get(value);
      if (known && known.since <= asked) holds(false, known.promise);
    },
  };
}
