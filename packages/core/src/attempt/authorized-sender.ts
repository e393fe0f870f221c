import { abortReason } from '../aborted.ts';
import { invalidOption } from '../options.ts';
import { apiResponse } from '../protocol/api-response/api-response.ts';
import type { ApiResponse, IsUnauthorized } from '../protocol/api-response/unauthorized.ts';
import { requestDocument } from '../protocol/operation/request-document.ts';
import {
  type AllowedOrigins,
  baseAddress,
  type CheckedDestination,
  configuredOrigin,
  destination,
  parseOrigins,
} from '../protocol/token-usage/allowed-origins.ts';
import { type AdapterSupport, adapterSupport, supportOf } from '../refresher/adapter-support.ts';
import type { TokenRefresher } from '../refresher/token-refresher.ts';
import { type AttemptOptions, beginAttempt, checkIsUnauthorized } from './attempt.ts';
import { followsRedirectsItself, isStream } from './follow-redirects.ts';
import { addressOf, createOutgoing } from './outgoing-request.ts';
import { ignore, type PeekedResponse, type ReadResponse } from './peek-response.ts';

/** What {@link createAuthorizedSender} can be told. */
export interface SenderOptions {
  /** The function that the errors are about. */
  readonly caller: string;
  readonly read: ReadResponse;
  readonly fetch?: typeof fetch | undefined;
  /** Where the token may go when the refresher has no `origins`. */
  readonly origins?: readonly string[] | 'any' | undefined;
  readonly isUnauthorized?: IsUnauthorized | undefined;
  readonly keepsServing?: boolean | undefined;
  /** Default: calls are not checked. Those of adapters are ours, and come with every operation. */
  readonly checkCall?: ((call: AuthorizedCall) => void) | undefined;
}

/** What is particular to one call. */
export interface AuthorizedCall {
  /** What sends the request. Default: what the adapter was given, else the global `fetch` at the time of the call. */
  readonly fetch?: typeof fetch | undefined;
  /** The URL that the client was configured with, if it is known; see `mayCarryToken`. Default: whatever is called. */
  readonly trustedUrl?: string | undefined;
  /** As {@link AttemptOptions.operation}. Default: what the request says. */
  readonly operation?: AttemptOptions['operation'];
  /** As {@link AttemptOptions.mayRefresh}. */
  readonly mayRefresh?: AttemptOptions['mayRefresh'];
  /** As {@link AttemptOptions.onRetryAccepted}. */
  readonly onRetryAccepted?: AttemptOptions['onRetryAccepted'];
  /** `false`: the request goes out as it is, see {@link PublicRequest}. Default: what the request's `init` says. */
  readonly tokenRefresh?: unknown;
  /** Changes the headers of a second send; the token is put on them afterwards. */
  readonly renewHeaders?: ((headers: Headers) => void) | undefined;
}

/** What the `init` of a request may say beside what `fetch` knows. */
export interface PublicRequest {
  /**
   * `false`: the request goes out without the token, waits for none and is never sent again, as one must that signs in,
   * gets the token itself, or asks for what everybody may see.
   */
  readonly tokenRefresh?: false | undefined;
}

/** A `fetch` that can be told more about a call. */
export type AuthorizedSender = (
  input: Parameters<typeof fetch>[0],
  init?: (RequestInit & PublicRequest) | undefined,
  call?: AuthorizedCall,
) => Promise<Response>;

/** A response that has come back, as an attempt sees it. */
interface Received extends Pick<PeekedResponse, 'response' | 'discard'> {
  /** `undefined` when another origin has answered: its word about the token does not count. */
  readonly api: ApiResponse | undefined;
}

/**
 * Sends each request with the token, and once more if the attempt says so.
 *
 * @throws TypeError when an option cannot be used; the message names it.
 */
export function createAuthorizedSender(tokens: TokenRefresher, options: SenderOptions): AuthorizedSender {
  const { caller, isUnauthorized, keepsServing, read } = options;
  const support = supportOf(tokens, caller);
  const judge = createJudge(checkOptions(options, support), support);
  const isParsed = (isUnauthorized ?? support.isUnauthorized) !== undefined;

  // Once: on Node, `navigator` takes microseconds to say what it is.
  const followsItself = followsRedirectsItself();

  const authorizedSender: AuthorizedSender = async (input, init, call = noCall) => {
    if (call !== noCall) options.checkCall?.(call);
    const send = call.fetch ?? options.fetch ?? globalThis.fetch;
    checkFetch(caller, send);
    const { tokenRefresh = init?.tokenRefresh } = call;
    if (tokenRefresh === false) return send(input, init);
    if (tokenRefresh !== undefined) throw invalidOption(caller, 'tokenRefresh', 'must be false, or left out');
    const { href, origin, isListed, isAllowed } = judge(addressOf(input), call.trustedUrl);
    if (href === undefined || !isAllowed) {
      support.withheld(origin, isListed);
      return send(input, init);
    }
    const outgoing = { header: support.header, followsItself };
    const request = createOutgoing(input, init, href, send, outgoing);
    const { method, signal } = request;
    const attempt = beginAttempt(tokens, {
      isUnauthorized,
      keepsServing,
      mayRefresh: call.mayRefresh,
      onRetryAccepted: call.onRetryAccepted,
      operation: call.operation ?? (() => requestDocument(method, href, init?.body)),
    });
    if (isStream(init?.body)) attempt.doNotResend();

    const exchange = async (
      token: string | undefined,
      renewHeaders?: AuthorizedCall['renewHeaders'],
    ): Promise<Received> => {
      try {
        const sent = request.withToken(token, renewHeaders);
        const { response, isForeign } = await request.settle(await send(sent.target, sent.init), sent);
        if (isForeign) return { api: undefined, response, discard: ignore };
        const peeked = await read(response, support.clock);
        if (signal?.aborted) throw abortReason(signal);
        const api = apiResponse(response, peeked.text, isParsed || attempt.keepsFirst(), peeked.response);
        return { api, response: peeked.response, discard: peeked.discard };
      } catch (error) {
        throw signal?.aborted ? abortReason(signal) : error;
      }
    };

    const first = await exchange(attempt.cachedToken() ?? (await attempt.getToken({ signal })));
    const another = first.api && attempt.retry(first.api, { signal });
    const token = another && (await another);
    if (token === undefined) return first.response;

    const sendAgain = async () => {
      const second = await exchange(token, call.renewHeaders ?? keep);
      if (second.api) attempt.retry(second.api);
      return second;
    };
    if (!attempt.keepsFirst()) {
      first.discard();
      return (await sendAgain()).response;
    }
    const second = await sendAgain().catch((error: unknown) => {
      if (signal?.aborted) throw error;
      return undefined;
    });
    const [kept, other] = !second || attempt.keepsFirst(second.api) ? [first, second] : [second, first];
    other?.discard();
    return kept.response;
  };
  return Object.assign(authorizedSender, { [adapterSupport]: support });
}

/** @returns where the token may go; `undefined` for anywhere, or for what the call says. */
function checkOptions(options: SenderOptions, support: AdapterSupport): AllowedOrigins | undefined {
  const { caller, fetch, isUnauthorized, origins } = options;
  checkIsUnauthorized(caller, isUnauthorized);
  if (fetch !== undefined) checkFetch(caller, fetch);
  const named =
    origins === undefined || origins === 'any' ? undefined : parseOrigins(caller, origins, support.insecureHosts);
  if (support.origins || origins !== undefined) return support.origins ?? named;
  throw invalidOption(
    caller,
    'origins',
    "is missing: name the API's origin, here or in createTokenRefresher; the token goes nowhere else",
  );
}

function checkFetch(caller: string, fetch: unknown): void {
  if (typeof fetch === 'function' && !(adapterSupport in fetch)) return;
  throw invalidOption(caller, 'fetch', 'must be a function that sends requests, and not one that adds a token already');
}

/** Looks at an address; most clients call the same one all the time. */
function createJudge(origins: AllowedOrigins | undefined, { insecureHosts }: AdapterSupport) {
  let last: { url: string; trustedUrl: string | undefined; base: string | undefined } | undefined;
  let verdict: CheckedDestination;
  return (url: string, trustedUrl: string | undefined): CheckedDestination => {
    const base = baseAddress();
    if (last?.url === url && last.trustedUrl === trustedUrl && last.base === base) return verdict;
    const trusted = trustedUrl === undefined ? undefined : configuredOrigin(trustedUrl);
    const allowed = origins ?? (trustedUrl === undefined ? undefined : new Set(trusted && [trusted]));
    verdict = destination(url, allowed, insecureHosts);
    last = { url, trustedUrl, base };
    return verdict;
  };
}

const noCall: AuthorizedCall = {};

function keep(): void {}
