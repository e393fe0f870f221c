import { invalidOption } from '../options.ts';
import { apiResponse, isPlainlyAccepted } from '../protocol/api-response/api-response.ts';
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
import { type Attempt, type AttemptOptions, beginAttempt, checkIsUnauthorized } from './attempt.ts';
import { followsRedirectsItself, isStream } from './follow-redirects.ts';
import { addressOf, OutgoingRequest, type Received } from './outgoing-request.ts';
import type { ReadResponse } from './peek-response.ts';

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
    const route = { fetch: send, followsItself, header: support.header, read, clock: support.clock };
    const request = new OutgoingRequest(input, init, href, route);
    const { signal } = request;
    const operation = call.operation ?? (() => requestDocument(request.method, href, init?.body));
    const cached = support.cachedToken()?.value;
    const begin = () => {
      const { mayRefresh, onRetryAccepted } = call;
      const attemptOptions = { isUnauthorized, keepsServing, mayRefresh, onRetryAccepted, operation, token: cached };
      return beginAttempt(tokens, attemptOptions);
    };

    // Most operations have a token and a response that nobody need look at twice: for them, no attempt is made.
    let attempt = cached === undefined ? begin() : undefined;
    const first = await request.send(attempt ? await attempt.getToken({ signal }) : cached);
    if (first.isForeign) return first.response;
    if (!attempt && !isParsed && isPlainlyAccepted(first)) {
      support.accepted(() => operation() ?? '', false);
      return first.response;
    }

    attempt ??= begin();
    if (isStream(init?.body)) attempt.doNotResend();
    const another = attempt.retry(apiResponse(first, isParsed), { signal });
    const token = another && (await another);
    if (token === undefined) return first.response;
    const second = async () => judged(await request.send(token, call.renewHeaders ?? keep), attempt, isParsed);
    return finalResponse(first, second, attempt, signal);
  };
  return Object.assign(authorizedSender, { [adapterSupport]: support });
}

interface Judged extends Received {
  readonly api: ApiResponse | undefined;
}

/** Tells the attempt what the second send has brought. */
function judged(second: Received, attempt: Attempt, isParsed: boolean): Judged {
  const api = second.isForeign ? undefined : apiResponse(second, isParsed || attempt.keepsFirst());
  if (api) attempt.retry(api);
  return { ...second, api };
}

/** The response to the second send; the first one if that carries data, and the second one none, or none has come. */
async function finalResponse(
  first: Received,
  sendAgain: () => Promise<Judged>,
  attempt: Attempt,
  signal: AbortSignal | undefined,
): Promise<Response> {
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
