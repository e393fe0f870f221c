import { type Clock, hasPassed } from '../clock.ts';
import { TokenRequestError } from '../errors.ts';
import type { AccessToken, FetchToken } from '../token.ts';
import type { AdapterSupport } from './adapter-support.ts';
import { createTokenMemory } from './cached-token/token-memory.ts';
import type { Events } from './events/events.ts';
import { createRefreshes } from './refresh/refreshes.ts';
import { refuseCaller } from './refuse-caller.ts';
import { createRejections, type Rejections } from './rejections/rejections.ts';

export interface TokenCacheSettings {
  readonly clock: Clock;
  readonly refreshAheadMs: number;
  readonly defaultLifetimeMs: number;
  readonly timeoutMs: number;
}

/** How long an API may not know a token yet. */
const newForMs = 2_000;

/** What a token refresher does, without its options and checks. */
export interface TokenCache extends Rejections, Pick<AdapterSupport, 'cachedToken' | 'newToken' | 'renew'> {
  peek(): AccessToken | undefined;
  getToken(options?: { readonly signal?: AbortSignal | undefined }): Promise<AccessToken>;
  close(): void;
}

/**
 * One token and everything that is known about it.
 *
 * - fresh: handed out
 * - about to expire: handed out, and one refresh runs in the background
 * - none, expired or discarded: all wait for one refresh, unless the last one failed a moment ago
 */
export function createTokenCache(fetchToken: FetchToken, settings: TokenCacheSettings, events: Events): TokenCache {
  const { clock } = settings;
  const memory = createTokenMemory(settings);
  let isClosed = false;

  const refreshes = createRefreshes(fetchToken, {
    ...settings,
    emit: events.emit,
    store: memory.store,
    rejected: memory.rejected,
    changes: memory.changes,
  });
  const peek = () => {
    const cached = memory.cached();
    return cached && !hasPassed(clock, cached.expires) ? cached.token : undefined;
  };
  const cachedToken = () => {
    const cached = memory.cached();
    if (!cached || !hasPassed(clock, cached.refreshFrom)) return cached;
    if (hasPassed(clock, cached.expires)) return undefined;
    refreshes.startUnlessPaused('ahead');
    return cached;
  };
  const getToken: TokenCache['getToken'] = (options) => {
    const refused = options === undefined ? undefined : refuseCaller(options);
    if (refused) return refused;
    if (isClosed) return Promise.reject(closedError());
    return cachedToken()?.promise ?? refreshes.wait(memory.cached() ? 'expired' : memory.missing(), options?.signal);
  };
  const isCurrent = (value: string) => memory.cached()?.token.value === value;

  const rejections = createRejections(clock, events, {
    isCurrent,
    isNew: () => Math.abs(clock.now() - (memory.cached()?.issuedAt ?? Number.NaN)) < newForMs,
    isBeingReplaced: (value) => refreshes.isRunning() || (value !== undefined && value === memory.rejected()),
    canGetToken: (besides) => (peek()?.value ?? besides) !== besides || refreshes.isRunning() || !refreshes.isPaused(),
    mayAskForGuest: refreshes.mayAskForGuest,
    discard: memory.discard,
    replace() {
      memory.reject();
      refreshes.startUnlessPaused('rejected');
    },
    askForGuest: refreshes.askForGuest,
  });

  const forget = (error: TokenRequestError) => {
    memory.clear();
    rejections.reset();
    refreshes.endPause();
    refreshes.end(error);
  };

  return {
    ...rejections,
    cachedToken: () => cachedToken()?.token,
    getToken,
    async newToken(rejected, signal) {
      const isHandedOut = rejected !== undefined && isCurrent(rejected);
      const token = await (isHandedOut ? refreshes.wait('rejected', signal) : getToken({ signal }));
      if (token.value === rejected) events.emit({ type: 'refresh-damped', reason: 'rejected' });
      return token;
    },
    renew: (value) => (peek()?.value === value ? refreshes.wait('ahead', undefined) : getToken()),
    peek,
    reset() {
      if (isClosed) return;
      forget(new TokenRequestError('The token refresher was reset.', { code: 'reset' }));
      events.emit({ type: 'reset' });
      fetchToken.reset?.();
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      forget(closedError());
      events.emit({ type: 'closed' });
      events.clear();
      fetchToken.close?.();
    },
  };
}

function closedError(): TokenRequestError {
  return new TokenRequestError('The token refresher has been closed.', { code: 'closed', permanent: true });
}
