import { abortReason, throwIfAborted } from '../aborted.ts';
import { checkOptionNames, invalidOption } from '../options.ts';
import type { AccessToken, FetchToken, FetchTokenOptions } from '../token.ts';
import { type Addressed, brokerAddress } from './broker-address.ts';
import { openTabChannel, type TabChannel } from './tab-channel.ts';
import { takeTurn } from './tab-turn.ts';

/**
 * How long other tabs have to answer, once it is this tab's turn. Between awake tabs a message takes a few milliseconds;
 * the very first tab waits in vain, so it should be short beside the request that follows.
 */
const responseWaitMs = 50;

/** Options of {@link sharedAcrossTabs}. */
export interface SharedAcrossTabsOptions {
  /**
   * What the token is for. Tabs of one origin share a token when this is the same, so it has to differ where tokens
   * differ: put the user's id into it if the broker gives each user another token.
   *
   * @defaultValue the broker's address
   */
  readonly name?: string | undefined;
}

const caller = 'sharedAcrossTabs';

/**
 * Lets the tabs (and workers) of one origin share a token: one of them fetches at a time, the others take over what it got.
 *
 * The token is kept in the tabs' memory and told over a `BroadcastChannel`, which reaches the same origin only; nothing is
 * stored. Web Locks see to it that one tab fetches at a time. When that tab is closed, the next one takes its turn; when
 * it does not move on for 2 to 3 seconds, another one fetches too, unless the source's requests must not be repeated
 * (`isRepeatable: false`). A token without `expiresAt` is not shared.
 *
 * The refresher's `reset()` and `close()` make all tabs forget the shared token; after `close()` this tab hears and says
 * nothing more. The refreshers of other tabs go on with the token that they have until it is rejected, has expired or they
 * are reset themselves.
 *
 * Where the APIs are missing (servers, plain http, old browsers) every call simply goes to `fetchToken`.
 *
 * Make one per page and token, and give it to one token refresher.
 *
 * @example
 * ```ts
 * const tokens = createTokenRefresher(sharedAcrossTabs(brokerToken('/api/token')), { origins });
 * ```
 *
 * @throws TypeError when an option is unknown or cannot be used, or `name` is missing and `fetchToken` does not come from
 * `brokerToken`.
 */
export function sharedAcrossTabs(fetchToken: FetchToken, options: SharedAcrossTabsOptions = {}): FetchToken {
  if (typeof fetchToken !== 'function') {
    throw new TypeError(`${caller}: fetchToken must be a function, such as brokerToken('/api/token').`);
  }
  checkOptionNames(caller, options, ['name']);
  const { name } = options;
  const address = (fetchToken as Addressed)[brokerAddress];
  if (name === undefined ? !address : typeof name !== 'string' || name === '') {
    throw invalidOption(caller, 'name', 'must be a text that says which token is shared');
  }
  let tabs: Tabs | undefined;
  let isClosed = false;
  const reach = () => {
    const known = name ?? address?.();
    if (!isClosed && known !== undefined) tabs ??= reachTabs(fetchToken, `token-refresher:${known}`);
    return tabs;
  };

  const shared = (request: FetchTokenOptions) => (reach()?.fetchToken ?? fetchToken)(request);
  return Object.assign(shared, {
    isRepeatable: fetchToken.isRepeatable,
    reset() {
      reach()?.forgetAll();
      fetchToken.reset?.();
    },
    close() {
      reach()?.forgetAll();
      tabs?.close();
      tabs = undefined;
      isClosed = true;
      fetchToken.close?.();
    },
  });
}

interface Tabs {
  readonly fetchToken: FetchToken;
  forgetAll(): void;
  close(): void;
}

/** `undefined` where tabs cannot be reached. Node has these APIs too, but no page that could share a token with others. */
function reachTabs(fetchToken: FetchToken, name: string): Tabs | undefined {
  if (!globalThis.location || !globalThis.navigator?.locks) return undefined;
  const channel = openTabChannel(name);
  if (!channel) return undefined;
  /** What this tab was given last: whoever asks again needs another one. */
  let given: string | undefined;

  return {
    async fetchToken(request) {
      const unwanted = [given, request.rejected].filter((value) => value !== undefined);
      channel.forget(request.rejected);
      const token = channel.find(unwanted) ?? (await hearOrFetch(request, unwanted, { fetchToken, name, channel }));
      given = token.value;
      return token;
    },
    forgetAll() {
      given = undefined;
      channel.forgetAll();
    },
    close: channel.close,
  };
}

interface Way {
  readonly fetchToken: FetchToken;
  readonly name: string;
  readonly channel: TabChannel;
}

async function hearOrFetch(
  request: FetchTokenOptions,
  unwanted: readonly string[],
  { fetchToken, name, channel }: Way,
): Promise<AccessToken> {
  const { rejected, signal } = request;
  throwIfAborted(signal);
  const done = new AbortController();
  const heard = channel.hear(unwanted, rejected, done.signal);
  const turn = takeTurn(name, done.signal, fetchToken.isRepeatable === false);
  const fetched = turn.then(async () => {
    await new Promise((resolve) => setTimeout(resolve, responseWaitMs));
    throwIfAborted(done.signal);
    const share = channel.startSharing();
    const token = await fetchToken(request);
    share(token);
    return token;
  });
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(abortReason(signal)), { signal: done.signal });
  });
  try {
    return await Promise.race([heard, fetched, aborted]);
  } finally {
    done.abort();
    turn.then((release) => release());
  }
}
