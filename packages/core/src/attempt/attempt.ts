import { pause } from '../clock.ts';
import { TokenRequestError } from '../errors.ts';
import { isTrue } from '../is-true.ts';
import { invalidOption } from '../options.ts';
import {
  type ApiResponse,
  carriesData,
  type IsUnauthorized,
  isPartlyUnauthorized,
  isUnauthorized,
} from '../protocol/api-response/unauthorized.ts';
import { isQuery, mayHaveRun } from '../protocol/operation/may-have-run.ts';
import { supportOf } from '../refresher/adapter-support.ts';
import type { TokenRefresher } from '../refresher/token-refresher.ts';

/** Options of {@link startAttempt}. */
export interface AttemptOptions {
  /** Default: what the token refresher was given. */
  readonly isUnauthorized?: IsUnauthorized | undefined;
  /**
   * The GraphQL document that is sent, or another text that identifies the operation. It tells mutations from queries,
   * and which operation is denied for reasons of its own. Asked for after a rejection only. Default: not known.
   */
  readonly operation?: (() => string | undefined) | undefined;
  /** The token that the operation goes out with when that was decided earlier, as for all operations of a WebSocket. */
  readonly token?: string | undefined;
  /** Whether others go on with a rejected token until there is a new one. Default: `false`. */
  readonly keepsServing?: boolean | undefined;
  /**
   * Asked when a rejection is about to cost a token request: whether it may. For servers that send for many, so that one
   * caller does not use up the budget of all. A promise counts as no. Default: yes.
   */
  readonly mayRefresh?: (() => boolean) | undefined;
}

interface Waiting {
  readonly signal?: AbortSignal | undefined;
}

/** One operation's way through the API: at most two sends. Nothing else in this library decides to send again. */
export interface Attempt {
  /** The token to send, if one is at hand; otherwise wait for {@link Attempt.getToken}. */
  cachedToken(): string | undefined;
  /**
   * Resolves with `undefined` when nobody is signed in: the operation goes out without a token.
   *
   * @throws TokenRequestError when no token could be obtained.
   */
  getToken(options?: Waiting): Promise<string | undefined>;
  /** Whether a response says "Unauthorized". Changes nothing. */
  isUnauthorized(response: ApiResponse): boolean;
  /** The API has accepted the operation. */
  accepted(): void;
  /**
   * The API said "Unauthorized" to the operation.
   *
   * @returns `undefined` when the response goes to the caller as it is; otherwise a promise of the token to send the
   * operation with once more, or of `undefined` when there is no other token and the response goes to the caller.
   * @throws TokenRequestError (as a rejection) when no other token could be obtained; the response is in its
   * `apiResponse`. A response that carries data is never replaced by that error.
   */
  rejected(response: ApiResponse, options?: Waiting): Promise<string | undefined> | undefined;
  /** {@link Attempt.accepted} or {@link Attempt.rejected}, as the response says; returns what `rejected` returns. */
  retry(response: ApiResponse, options?: Waiting): Promise<string | undefined> | undefined;
  /**
   * Whether the first response goes to the caller although the operation was sent again: it carries data, and the second
   * one carries none, or none came.
   */
  keepsFirst(second?: ApiResponse): boolean;
  /** From now on nothing is sent again: some of the response has reached the caller, or the request cannot be repeated. */
  doNotResend(): void;
}

/** @throws TypeError when it is neither a function nor left out. */
export function checkIsUnauthorized(caller: string, predicate: unknown): void {
  if (predicate !== undefined && typeof predicate !== 'function') {
    throw invalidOption(caller, 'isUnauthorized', 'must be a function (response) => boolean');
  }
}

/**
 * Starts one operation's attempt. For authors of adapters.
 *
 * @throws TypeError when `tokens` is not a token refresher or `isUnauthorized` not a function.
 */
export function startAttempt(tokens: TokenRefresher, options: AttemptOptions = {}): Attempt {
  const support = supportOf(tokens);
  checkIsUnauthorized('startAttempt', options.isUnauthorized);
  const predicate = options.isUnauthorized ?? support.isUnauthorized;
  const operation = () => options.operation?.() ?? '';
  const { keepsServing = false, mayRefresh } = options;
  let used = options.token;
  let firstToken: string | undefined;
  let isSent = used !== undefined;
  let isSecond = false;
  let isFinal = false;
  let firstCarriesData = false;

  const use = async (waiting: Promise<{ readonly value: string }>) => {
    isSent = true;
    try {
      used = (await waiting).value;
    } catch (error) {
      if (!TokenRequestError.is(error) || error.code !== 'signed_out') throw error;
      used = undefined;
    }
    return used;
  };

  const sameAfter = (ms: number, signal: AbortSignal | undefined) => {
    isSecond = true;
    return pause(support.clock, ms, signal).then(() => attempt.cachedToken() ?? attempt.getToken({ signal }));
  };
  const replace = async (response: ApiResponse, signal: AbortSignal | undefined) => {
    const rejected = used;
    isSecond = true;
    try {
      return (await use(support.newToken(rejected, signal))) === rejected ? undefined : used;
    } catch (error) {
      if (!TokenRequestError.is(error)) throw error;
      if (firstCarriesData) return undefined;
      throw noNewToken(error, response);
    }
  };

  const isPart = (response: ApiResponse) => isPartlyUnauthorized(response, predicate) && isQuery(operation());

  const attempt: Attempt = {
    cachedToken() {
      used = support.cachedToken()?.value;
      isSent ||= used !== undefined;
      return used;
    },
    getToken: (waiting) => use(tokens.getToken(waiting)),
    isUnauthorized: (response) => isTrue((predicate ?? isUnauthorized)(response)) || isPart(response),
    accepted: () => support.accepted(operation, isSecond),
    rejected(response, { signal } = {}) {
      const { status, body } = response;
      const document = operation();
      const isPart = carriesData(body);
      const mayResend = !isSecond && !isFinal && !mayHaveRun(body, document);
      if (!isSecond) firstCarriesData = isPart;
      const isSameToken = used === firstToken;
      firstToken = used;
      const sent = { operation: document, status, mayResend, isSecond, isSameToken };
      const rejection = { ...sent, isPart, keepsServing, mayRefresh };
      const repair = support.rejected(used, rejection);
      if (!mayResend || repair === false) return undefined;
      return repair === true ? replace(response, signal) : sameAfter(repair, signal);
    },
    retry(response, waiting) {
      if (!isSent) return undefined;
      if (attempt.isUnauthorized(response)) return attempt.rejected(response, waiting);
      const { status, body } = response;
      if (status === undefined ? body !== undefined : status < 400) attempt.accepted();
      return undefined;
    },
    keepsFirst: (second) => firstCarriesData && !(second && carriesData(second.body)),
    doNotResend() {
      isFinal = true;
    },
  };
  return attempt;
}

function noNewToken(error: TokenRequestError, { original: apiResponse }: ApiResponse): TokenRequestError {
  const message = `The API answered "Unauthorized" and there is no new token: ${error.message}`;
  return new TokenRequestError(message, { ...error, cause: error, apiResponse });
}
