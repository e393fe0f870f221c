import type { AccessToken, FetchToken, FetchTokenOptions } from '../token.ts';
import { type Addressed, brokerAddress } from './broker-address.ts';
import { openTabChannel, type TabChannel } from './tab-channel.ts';
import { takeTurn } from './tab-turn.ts';

/**
 * How long other tabs have to answer, once it is this tab's turn. Between awake tabs a message takes a few milliseconds;
 * the very first tab waits in vain, so it should be short beside the request that follows.
 */
const answerMs = 50;

/** Options of {@link sharedAcrossTabs}. */
export interface SharedAcrossTabsOptions {
  /**
   * What the token is for. Tabs of one origin share a token when this is the same, so it has to differ where tokens
   * differ: put the user's id into it if the broker gives each user another token. Default: the broker's address.
   */
  readonly name?: string | undefined;
}

/**
 * Lets the tabs (and workers) of one origin share a token: one of them fetches at a time, the others take over what it got.
 *
 * ```ts
 * const tokens = createTokenRefresher(sharedAcrossTabs(brokerToken('/api/token')), { origins });
 * ```
 *
 * The token is kept in the tabs' memory and told over a `BroadcastChannel`, which reaches the same origin only; nothing is
 * stored. Web Locks see to it that one tab fetches at a time. When that tab is closed, the next one takes its turn; when
 * it does not move on for 2 to 3 seconds, another one fetches too. A token without `expiresAt` is not shared.
 *
 * Where the APIs are missing (servers, plain http, old browsers) every call simply goes to `fetchToken`.
 *
 * Make one per page and token, and give it to one token refresher.
 *
 * @throws TypeError when an option cannot be used, or `name` is missing and `fetchToken` does not come from `brokerToken`.
 */
export function sharedAcrossTabs(fetchToken: FetchToken, options: SharedAcrossTabsOptions = {}): FetchToken {
  if (typeof fetchToken !== 'function') {
    throw new TypeError("sharedAcrossTabs: fetchToken must be a function, such as brokerToken('/api/token').");
  }
  const { name } = options;
  const address = (fetchToken as Addressed)[brokerAddress];
  if (name === undefined ? !address : typeof name !== 'string' || name === '') {
    throw new TypeError('sharedAcrossTabs: name must be a text that says which token is shared.');
  }
  let tabs: FetchToken | undefined;

  return (request) => {
    const known = name ?? address?.();
    tabs ??= known === undefined ? undefined : amongTabs(fetchToken, `token-refresher:${known}`);
    return (tabs ?? fetchToken)(request);
  };
}

/** `undefined` where tabs cannot be reached. Node has these APIs too, but no page that could share a token with others. */
function amongTabs(fetchToken: FetchToken, name: string): FetchToken | undefined {
  if (!globalThis.location || !globalThis.navigator?.locks) return undefined;
  const channel = openTabChannel(name);
  if (!channel) return undefined;
  /** What this tab was given last: whoever asks again needs another one. */
  let given: string | undefined;

  return async (request) => {
    const unwanted = [given, request.rejected].filter((value) => value !== undefined);
    channel.forget(request.rejected);
    const token = channel.find(unwanted) ?? (await hearOrFetch(request, unwanted, { fetchToken, name, channel }));
    given = token.value;
    return token;
  };
}

interface Tabs {
  readonly fetchToken: FetchToken;
  readonly name: string;
  readonly channel: TabChannel;
}

async function hearOrFetch(
  request: FetchTokenOptions,
  unwanted: readonly string[],
  { fetchToken, name, channel }: Tabs,
): Promise<AccessToken> {
  const { rejected, signal } = request;
  signal.throwIfAborted();
  const done = new AbortController();
  const heard = channel.hear(unwanted, rejected, done.signal);
  const turn = takeTurn(name, done.signal);
  const fetched = turn.then(async () => {
    await new Promise((resolve) => setTimeout(resolve, answerMs));
    done.signal.throwIfAborted();
    const token = await fetchToken(request);
    channel.share(token);
    return token;
  });
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { signal: done.signal });
  });
  try {
    return await Promise.race([heard, fetched, aborted]);
  } finally {
    done.abort();
    turn.then((release) => release());
  }
}
