import type { AccessToken, FetchToken, FetchTokenOptions } from '@token-refresher/core';
import { createFakeClock, type FakeClock } from '@token-refresher/test-support/fake-clock';
import { shareToken } from '../algorithm/share-token.ts';
import { checkOptions, type SharedTokenOptions } from '../algorithm/shared-token-options.ts';
import type { SharedTokenEvent } from '../shared-token-event.ts';
import type { TokenStore } from '../token-store.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';

export const hourMs = 3_600_000;

/** One process of a scene. */
export interface Process {
  /** Asks as a token refresher would; resolves to the token's value. */
  ask(request?: Partial<FetchTokenOptions>): Promise<string>;
  readonly events: SharedTokenEvent[];
}

export interface Scene {
  readonly clock: FakeClock;
  readonly store: MemoryStore;
  /** The token requests of all processes, in order. */
  readonly requests: FetchTokenOptions[];
  /** Responds to the oldest open token request with t1, t2, … that live an hour. */
  respond(token?: Partial<AccessToken>): Promise<void>;
  fail(error: unknown): Promise<void>;
  /** How many token requests have no response yet. */
  readonly open: number;
  process(options?: ProcessOptions): Process;
}

export interface ProcessOptions extends SharedTokenOptions {
  readonly random?: () => number;
  readonly isRepeatable?: boolean;
  /** Default: the scene's, whose responses the test gives. */
  readonly fetchToken?: FetchToken;
}

/** Processes that share a store in memory, on a clock that the test turns. */
export function scene(): Scene {
  const fake = createFakeClock();
  /** What was asked for and has not reached the store yet: hashes are computed outside of any clock. */
  const starting = new Set<Promise<unknown>>();
  const advance = async (ms: number) => {
    await Promise.all(starting);
    await fake.advance(ms);
  };
  const clock: FakeClock = Object.assign(Object.create(fake), { advance });
  const store = createMemoryStore(clock);
  const requests: FetchTokenOptions[] = [];
  const open: { resolve(token: AccessToken): void; reject(error: unknown): void }[] = [];
  let minted = 0;
  const fetchToken: FetchToken = (request) =>
    new Promise((resolve, reject) => {
      requests.push(request);
      const entry = { resolve, reject };
      open.push(entry);
      request.signal.addEventListener('abort', () => {
        if (open.includes(entry)) open.splice(open.indexOf(entry), 1);
        reject(request.signal.reason);
      });
    });
  const next = async () => {
    await clock.advance(0);
    const entry = open.shift();
    if (!entry) throw new Error('Nobody asks for a token.');
    return entry;
  };
  return {
    clock,
    store,
    requests,
    get open() {
      return open.length;
    },
    async respond(token) {
      (await next()).resolve({ value: `t${++minted}`, expiresAt: clock.now() + hourMs, ...token });
      await clock.advance(0);
    },
    async fail(error) {
      (await next()).reject(error);
      await clock.advance(0);
    },
    process({ random = Math.random, isRepeatable, fetchToken: given = fetchToken, ...options } = {}) {
      const source: FetchToken = Object.assign((request: FetchTokenOptions) => given(request), { isRepeatable });
      const events: SharedTokenEvent[] = [];
      const settings = { name: 'scene', clock, onEvent: (event: SharedTokenEvent) => events.push(event), ...options };
      let onRead = () => {};
      const read: TokenStore['read'] = (key) => {
        onRead();
        return store.read(key);
      };
      const ownStore = { ...store, read };
      const shared = shareToken(ownStore, source, { random, ...checkOptions('scene', source, settings) });
      const ask: Process['ask'] = async (request) => {
        const hasRead = new Promise<void>((resolve) => {
          onRead = resolve;
        });
        const asked = shared({ signal: new AbortController().signal, ...request });
        const started = Promise.race([hasRead, asked.catch(() => {})]);
        starting.add(started);
        started.then(() => starting.delete(started));
        return (await asked).value;
      };
      return { ask, events };
    },
  };
}
