import { throwIfAborted } from '../aborted.ts';
import { TokenRequestError } from '../errors.ts';
import { checkOptionNames, invalidOption } from '../options.ts';
import { readBoundedText } from '../protocol/token-endpoint/bounded-body.ts';
import { outOfCaches } from '../protocol/token-endpoint/out-of-caches.ts';
import { type InsecureHosts, parseInsecureHosts } from '../protocol/token-usage/allowed-origins.ts';
import { withoutToken } from '../protocol/token-usage/without-token.ts';
import type { AccessToken, FetchToken, FetchTokenOptions } from '../token.ts';
import { addressToAsk, brokerAddress, checkAddress, resolveAddress } from './broker-address.ts';
import { readBrokerResponse } from './broker-response.ts';

/** A token response has some hundred bytes, with a large JWT some thousand. */
const maxResponseBytes = 65_536;

/** Options of {@link brokerToken}. */
export interface BrokerTokenOptions {
  /**
   * Whether cookies go along: `'same-origin'`, `'include'` for a broker of another origin (which has to name this page's
   * origin in its `origins`), or `'omit'`.
   *
   * @defaultValue `'same-origin'`
   */
  readonly credentials?: RequestInit['credentials'] | undefined;
  /**
   * What sends the request, for an application that signs in by a header instead of a cookie, or for a test. It must
   * honor `redirect: 'manual'` and `signal`.
   *
   * @defaultValue the global `fetch` at the time of the call
   */
  readonly fetch?: typeof fetch | undefined;
  /**
   * For pages that people use before they sign in, too: HTTP 401 of the broker means that nobody is signed in
   * (`signed_out` instead of `access_denied`). Operations then go out without a token until the refresher's `reset()`.
   *
   * @defaultValue `false`
   */
  readonly allowGuests?: boolean | undefined;
  /**
   * Hosts of a broker that may be asked over plain http although it is another origin's, in a private network or from an
   * emulator: `['10.0.2.2:3000']`; without a port, for every port.
   *
   * @defaultValue none but this machine
   */
  readonly allowInsecureRequests?: readonly string[] | undefined;
}

const caller = 'brokerToken';

/**
 * Gets tokens from a broker on the application's own server: `createTokenBroker` of `@token-refresher/server`. For pages,
 * which must not hold a client secret.
 *
 * A token that the API rejected is reported. When the broker takes no more reports for now, the token that it has is
 * asked for instead, which may be the same one; the API's response then goes to the caller. Redirects are not followed.
 *
 * The returned function throws
 *
 * - a `TokenRequestError`: `access_denied` (HTTP 401 or 403, such as an ended session; permanent), `signed_out`,
 *   `rate_limited`, `temporarily_unavailable`, `server_error` (permanent when the broker says so), `network_error`,
 *   `unexpected_response` (a redirect, a page, another status), `invalid_token_response` or `invalid_request` (an address
 *   that cannot be used here); with `retryAt` when the broker sent `Retry-After`
 * - the signal's `reason` when the request was aborted
 *
 * @example
 * ```ts
 * const tokens = createTokenRefresher(brokerToken('/api/token'), { origins: ['https://api.example.com'] });
 * ```
 *
 * @param url The broker's address: relative to the page, whose `<base>` counts as long as it keeps to the page's origin; or
 * absolute with https (this machine, the page's own origin and `allowInsecureRequests` excepted). A relative one may be named outside a page too,
 * for server rendering, as long as no token is asked for there.
 * @throws TypeError at once when an option is unknown or cannot be used; the message names it.
 */
export function brokerToken(url: string | URL, options: BrokerTokenOptions = {}): FetchToken {
  const { credentials, allowGuests, insecureHosts } = checkOptions(options);
  const given = checkAddress(caller, url, insecureHosts);

  /** `undefined` when the broker takes no more reports for now. */
  const ask = async (
    { href, host, search }: URL,
    { rejected, signal }: FetchTokenOptions,
  ): Promise<AccessToken | undefined> => {
    throwIfAborted(signal);
    const send = options.fetch ?? globalThis.fetch;
    const sentAt = Date.now();
    let response: Response;
    let body: string | undefined;
    try {
      response = await send(href, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify({ rejected }),
        credentials,
        redirect: 'manual',
        ...outOfCaches(),
        signal,
      });
      body = await readBoundedText(response, maxResponseBytes);
    } catch (error) {
      throwIfAborted(signal);
      throw new TokenRequestError(
        `No response came from the token broker at ${host}. Is this page offline, or of an origin that the broker does not name in its "origins"?`,
        { code: 'network_error', cause: causeOf(error, rejected, search.slice(1)) },
      );
    }
    if (response.status === 429 && rejected !== undefined) return undefined;
    if (response.status === 401 && allowGuests) {
      throw new TokenRequestError('Nobody is signed in.', { code: 'signed_out', status: 401, permanent: true });
    }
    return readBrokerResponse({ response, body, sentAt, host });
  };

  const fetchToken = async (request: FetchTokenOptions): Promise<AccessToken> => {
    const address = addressToAsk(given, insecureHosts);
    const { signal } = request;
    return (await ask(address, request)) ?? ((await ask(address, { signal })) as AccessToken);
  };
  return Object.assign(fetchToken, { [brokerAddress]: () => resolveAddress(given)?.href });
}

function checkOptions(options: BrokerTokenOptions): {
  credentials: RequestCredentials;
  allowGuests: boolean;
  insecureHosts: InsecureHosts;
} {
  checkOptionNames(caller, options, ['credentials', 'fetch', 'allowGuests', 'allowInsecureRequests']);
  const { credentials = 'same-origin', allowGuests = false } = options;
  if (!['same-origin', 'include', 'omit'].includes(credentials)) {
    throw invalidOption(caller, 'credentials', "must be 'same-origin', 'include' or 'omit'");
  }
  if (options.fetch !== undefined && typeof options.fetch !== 'function') {
    throw invalidOption(caller, 'fetch', 'must be a function like the global fetch');
  }
  if (typeof allowGuests !== 'boolean') throw invalidOption(caller, 'allowGuests', 'must be true or false');
  return { credentials, allowGuests, insecureHosts: parseInsecureHosts(caller, options.allowInsecureRequests) };
}

/** What a `fetch` threw: a custom one may have put the request into it, and the address's query may hold a key. */
function causeOf(error: unknown, token: string | undefined, query: string): Error | undefined {
  return error instanceof Error ? new Error(withoutToken(withoutToken(error.message, token), query)) : undefined;
}
