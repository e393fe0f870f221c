import { evmTrade, evmTradesAtFirst } from './trades.ts';

/** One published trade. */
export type Trade = ReturnType<typeof evmTrade>;

/** Trades that come one by one, to everybody who has subscribed. Nothing is kept for those who subscribe later. */
export interface TradeFeed {
  /** Publishes the next trades; returns their transaction hashes. */
  publish(count?: number): string[];
  /** Counts from the call, not from the first `next`. Ends at once when `signal` is aborted. */
  subscribe(signal: AbortSignal | undefined): AsyncIterableIterator<Trade>;
  /** How many trades have been published, beside those that were there at first. */
  readonly published: number;
  /** How many receive trades now. */
  readonly subscribers: number;
  /** Resolves when at least `count` receive trades at the same time. */
  subscribersReached(count: number): Promise<void>;
  /** Whoever subscribes while so many do already gets nothing, and is not told. Default: no limit. */
  limit(count: number): void;
}

/** A feed that goes on where the trades that were there at first end. */
export function createTradeFeed(): TradeFeed {
  const subscribers = new Set<(trade: Trade) => void>();
  let watchers: { count: number; resolve: () => void }[] = [];
  let published = 0;
  let most = Number.POSITIVE_INFINITY;
  return {
    publish(count = 1) {
      return Array.from({ length: count }, () => {
        const trade = evmTrade('eth', evmTradesAtFirst + published++);
        for (const deliver of [...subscribers]) deliver(trade);
        return trade.Transaction.Hash;
      });
    },
    subscribe(signal) {
      const queue = createQueue<Trade>(() => subscribers.delete(queue.push));
      signal?.addEventListener('abort', () => void queue.iterator.return?.());
      if (subscribers.size < most && !signal?.aborted) subscribers.add(queue.push);
      for (const watcher of watchers) if (subscribers.size >= watcher.count) watcher.resolve();
      watchers = watchers.filter((watcher) => subscribers.size < watcher.count);
      return queue.iterator;
    },
    get published() {
      return published;
    },
    get subscribers() {
      return subscribers.size;
    },
    subscribersReached(count) {
      if (subscribers.size >= count) return Promise.resolve();
      return new Promise((resolve) => watchers.push({ count, resolve }));
    },
    limit(count) {
      most = count;
    },
  };
}

/** Unlike a generator's, its `return` does not wait for a pending `next`. */
function createQueue<Item>(onReturn: () => void) {
  const items: Item[] = [];
  let waiting: ((result: IteratorResult<Item>) => void) | undefined;
  const iterator: AsyncIterableIterator<Item> = {
    next: () =>
      new Promise((resolve) => {
        const item = items.shift();
        if (item === undefined) waiting = resolve;
        else resolve({ done: false, value: item });
      }),
    async return() {
      onReturn();
      waiting?.({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  const push = (item: Item) => {
    if (!waiting) {
      items.push(item);
      return;
    }
    const resolve = waiting;
    waiting = undefined;
    resolve({ done: false, value: item });
  };
  return { iterator, push };
}
