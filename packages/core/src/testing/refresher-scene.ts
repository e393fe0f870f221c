import { createFakeClock, type FakeClock } from '@token-refresher/test-support/fake-clock';
import { onTestFinished } from 'vitest';
import type { TokenEvent } from '../refresher/events/events.ts';
import { createTokenRefresher, type TokenRefresher, type TokenRefresherOptions } from '../refresher/token-refresher.ts';
import type { AccessToken, FetchToken, FetchTokenOptions } from '../token.ts';

export const hourMs = 3_600_000;

/** A `FetchToken` whose tokens the test gives, one by one. Tokens are t1, t2, … and live an hour. */
export interface ManualSource {
  readonly fetchToken: FetchToken;
  /** Every call so far. */
  readonly calls: readonly FetchTokenOptions[];
  /** Responds to the oldest open call with the next token. */
  respond(token?: Partial<AccessToken>): Promise<void>;
  fail(error: unknown): Promise<void>;
}

export interface Scene extends ManualSource {
  readonly clock: FakeClock;
  readonly tokens: TokenRefresher;
  readonly events: TokenEvent[];
}

/** A token refresher on a fake clock with a scripted source; `automatic` responds to every call at once. */
export function scene(options: TokenRefresherOptions & { automatic?: boolean; lifeMs?: number } = {}): Scene {
  const { automatic = false, lifeMs = hourMs, ...refresherOptions } = options;
  const clock = createFakeClock();
  const source = manualSource(clock, lifeMs, automatic);
  const tokens = createTokenRefresher(source.fetchToken, { clock, ...refresherOptions });
  const events: TokenEvent[] = [];
  tokens.subscribe((event) => events.push(event));
  onTestFinished(() => tokens.close());
  return { ...source, clock, tokens, events };
}

function manualSource(clock: FakeClock, lifeMs: number, automatic: boolean): ManualSource {
  const calls: FetchTokenOptions[] = [];
  const open: { resolve(token: AccessToken): void; reject(error: unknown): void }[] = [];
  let minted = 0;
  const mint = (token: Partial<AccessToken> = {}) => ({
    value: `t${++minted}`,
    expiresAt: clock.now() + lifeMs,
    ...token,
  });
  const nextOpen = async () => {
    await clock.advance(0);
    const call = open.shift();
    if (!call) throw new Error('Nobody has asked for a token.');
    return call;
  };
  return {
    calls,
    fetchToken: (request) => {
      calls.push(request);
      if (automatic) return Promise.resolve(mint());
      return new Promise((resolve, reject) => open.push({ resolve, reject }));
    },
    async respond(token) {
      (await nextOpen()).resolve(mint(token));
      await clock.advance(0);
    },
    async fail(error) {
      (await nextOpen()).reject(error);
      await clock.advance(0);
    },
  };
}
