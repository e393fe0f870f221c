import type { Clock } from '@token-refresher/core';
import type { TokenStore } from '../token-store.ts';

/** A store in memory, as an application could write one for a table of its database. */
export interface MemoryStore extends TokenStore {
  /** How often each method was called. */
  readonly calls: Record<keyof TokenStore, number>;
  /** The saved texts by key. */
  readonly texts: Map<string, string>;
  readonly leases: Map<string, { owner: string; until: number }>;
  /** What a method does before its work; it may throw, or never settle. */
  before: (method: keyof TokenStore) => unknown;
}

/** An empty store whose leases end by this clock. */
export function createMemoryStore(clock: Clock): MemoryStore {
  const texts = new Map<string, string>();
  const leases = new Map<string, { owner: string; until: number }>();
  const calls = { read: 0, replace: 0, acquire: 0, extend: 0, release: 0 };
  const now = () => clock.monotonicNow();
  const holder = (key: string) => {
    const lease = leases.get(key);
    return lease && lease.until > now() ? lease.owner : undefined;
  };
  const start = async (method: keyof TokenStore) => {
    calls[method]++;
    await store.before(method);
  };
  const store: MemoryStore = {
    calls,
    texts,
    leases,
    before: () => {},
    async read(key) {
      await start('read');
      return texts.get(key);
    },
    async replace(key, expected, text) {
      await start('replace');
      if (texts.get(key) !== expected) return false;
      texts.set(key, text);
      return true;
    },
    async acquire(key, owner, leaseMs) {
      await start('acquire');
      if (holder(key) !== undefined) return false;
      leases.set(key, { owner, until: now() + leaseMs });
      return true;
    },
    async extend(key, owner, leaseMs) {
      await start('extend');
      if (holder(key) !== owner) return false;
      leases.set(key, { owner, until: now() + leaseMs });
      return true;
    },
    async release(key, owner) {
      await start('release');
      if (leases.get(key)?.owner === owner) leases.delete(key);
    },
  };
  return store;
}
