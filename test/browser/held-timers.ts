import type { TestPage } from './drivers/test-browser.ts';

/**
 * A page's timers by which tabs come to an agreement. They fire when the test says so: on a busy machine a tab may hear
 * too late that another one has the token, lose its turn, or give up. The product allows that; it would be another test.
 */
export interface HeldTimers {
  /** Resolves when it is the page's turn and it waits for the others to answer. */
  turn(): Promise<void>;
  /** Nobody has answered: the page goes on. */
  noResponse(): Promise<void>;
  /** The page waits for its turn no longer and takes it. */
  losePatience(): Promise<void>;
  /** Ends what is left of turns that were over before anybody could answer. */
  endOldTurns(): Promise<void>;
}

declare global {
  /** What {@link holdTimers} puts into a page. */
  var heldTimers: {
    /** Fires the timers whose delay is in this range, the ends included. */
    fire(from: number, to: number): void;
    /** Resolves when there is such a timer. */
    isSet(from: number, to: number): Promise<void>;
  };
}

// Of core: how long a tab waits for responses and for its turn, and how long a refresh may take.
export const responseWait = [50, 50] as const;
export const patience = [2_000.001, 3_000] as const;
export const limit = [10_000, 10_000] as const;

/** Holds the timers of a page that has not been loaded yet; all others run as usual. */
export async function holdTimers(page: TestPage): Promise<HeldTimers> {
  await page.addInitScript(
    (...ranges) => {
      const { setTimeout, clearTimeout } = globalThis;
      const held = new Map<object, { callback: () => void; ms: number }>();
      let watchers: (() => void)[] = [];
      const found = (from: number, to: number) => [...held].filter(([, { ms }]) => ms >= from && ms <= to);
      globalThis.setTimeout = ((callback: () => void, ms = 0, ...rest: unknown[]) => {
        if (!ranges.some(([from, to]) => ms >= from && ms <= to)) return setTimeout(callback, ms, ...rest);
        const handle = {};
        held.set(handle, { callback, ms });
        for (const look of watchers) look();
        return handle;
      }) as typeof setTimeout;
      globalThis.clearTimeout = ((handle: object) => {
        if (!held.delete(handle)) clearTimeout(handle as never);
      }) as typeof clearTimeout;
      globalThis.heldTimers = {
        fire(from, to) {
          for (const [handle, { callback }] of found(from, to)) {
            held.delete(handle);
            callback();
          }
        },
        isSet: (from, to) =>
          new Promise((resolve) => {
            const look = () => {
              if (found(from, to).length === 0) return;
              watchers = watchers.filter((watcher) => watcher !== look);
              resolve();
            };
            watchers.push(look);
            look();
          }),
      };
    },
    responseWait,
    patience,
    limit,
  );
  const fire = (range: readonly [number, number]) =>
    page.evaluate(async ([from, to]) => {
      await heldTimers.isSet(from, to);
      heldTimers.fire(from, to);
    }, range);
  return {
    turn: () => page.evaluate(([from, to]) => heldTimers.isSet(from, to), responseWait),
    noResponse: () => fire(responseWait),
    losePatience: () => fire(patience),
    endOldTurns: () =>
      page.evaluate(async ([from, to]) => {
        const turns = async () => {
          const { held = [], pending = [] } = (await navigator.locks?.query()) ?? {};
          return held.length + pending.length;
        };
        while ((await turns()) > 0) await new Promise((resolve) => setTimeout(resolve));
        heldTimers.fire(from, to);
      }, responseWait),
  };
}
