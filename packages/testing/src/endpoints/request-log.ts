/** Requests in the order of their arrival. */
export interface RequestLog<Entry> {
  /** Always the same array, also after {@link RequestLog.reset}. */
  readonly entries: Entry[];
  add(entry: Entry): void;
  /** Resolves when the log holds at least `count` requests. */
  reached(count: number): Promise<void>;
  reset(): void;
}

/** An empty log. */
export function createRequestLog<Entry>(): RequestLog<Entry> {
  const entries: Entry[] = [];
  let watchers: { count: number; resolve: () => void }[] = [];
  return {
    entries,
    add(entry) {
      entries.push(entry);
      for (const watcher of watchers) if (entries.length >= watcher.count) watcher.resolve();
      watchers = watchers.filter((watcher) => entries.length < watcher.count);
    },
    reached(count) {
      if (entries.length >= count) return Promise.resolve();
      return new Promise((resolve) => watchers.push({ count, resolve }));
    },
    reset() {
      entries.length = 0;
    },
  };
}
