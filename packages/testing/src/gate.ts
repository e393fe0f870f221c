/** A place where requests wait until a test lets them go on, instead of a fixed sleep. */
export interface Gate {
  /** How many wait here now. */
  readonly waiting: number;
  /** Resolves when at least `count` wait here at the same time. */
  waitFor(count: number): Promise<void>;
  /** Lets everybody go on. The gate then stays open. */
  release(): void;
  /** Closes an open gate again, for those who come next. */
  shut(): void;
  /** Resolves once the gate is open. The test API calls it; `respond` may call it, too. */
  pass(): Promise<void>;
}

/** A gate that is shut. */
export function createGate(): Gate {
  let open = false;
  let inside: (() => void)[] = [];
  let watchers: { count: number; resolve: () => void }[] = [];
  return {
    get waiting() {
      return inside.length;
    },
    waitFor(count) {
      if (inside.length >= count) return Promise.resolve();
      return new Promise((resolve) => watchers.push({ count, resolve }));
    },
    release() {
      open = true;
      const leaving = inside;
      inside = [];
      for (const go of leaving) go();
    },
    shut() {
      open = false;
    },
    pass() {
      if (open) return Promise.resolve();
      return new Promise((resolve) => {
        inside.push(resolve);
        for (const watcher of watchers) if (inside.length >= watcher.count) watcher.resolve();
        watchers = watchers.filter((watcher) => inside.length < watcher.count);
      });
    },
  };
}
