import { pause } from '../clock.ts';
import { TokenRequestError } from '../errors.ts';
import { isTrue } from '../is-true.ts';
import { checkFunction, invalidOption } from '../options.ts';
import {
  type ApiResponse,
  carriesData,
  type IsUnauthorized,
  isPartlyUnauthorized,
  isUnauthorized,
} from '../protocol/api-response/unauthorized.ts';
import { isQuery, mayHaveRun } from '../protocol/operation/may-have-run.ts';
import { type AdapterSupport, supportOf } from '../refresher/adapter-support.ts';
import type { TokenRefresher } from '../refresher/token-refresher.ts';
import { ignore } from './peek-response.ts';

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
   * Asked when a rejection can be repaired by a token request only: whether it may cost one. For servers that send for
   * many, so that one caller does not use up the budget of all. It is asked also when the budget has no room. Instead of
   * `true` it can return a function, which is asked when there is room, and after whose `true` the token is requested: the
   * place to count. `left` is how many the budget would still allow at once. Whoever leaves the last one to others is told
   * that the budget is used up, and lengthens the wait until it has room again as if it were. Anything but `true` is a no,
   * also a promise. What it throws ends the call. Default: yes.
   */
  readonly mayRefresh?: (() => boolean | ((left: number) => boolean)) | undefined;
  /**
   * Called when the API has accepted the operation on its second send: if its rejection cost a token request, that one has
   * helped, and need not count against the caller for whom {@link AttemptOptions.mayRefresh} allowed it. Before the
   * response is delivered; what it throws or rejects with is ignored. Default: nobody is told.
   */
  readonly onRetryAccepted?: (() => unknown) | undefined;
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
 * @throws TypeError when `tokens` is not a token refresher, or an option that is called is not a function.
 */
export function startAttempt(tokens: TokenRefresher, options: AttemptOptions = {}): Attempt {
  const caller = 'startAttempt';
  const { isUnauthorized, operation, mayRefresh, onRetryAccepted } = options;
  checkIsUnauthorized(caller, isUnauthorized);
  // One by one: this is called for every operation, and a loop over names takes microseconds.
  checkFunction(caller, 'operation', operation);
  checkFunction(caller, 'mayRefresh', mayRefresh);
  checkFunction(caller, 'onRetryAccepted', onRetryAccepted);
  return beginAttempt(tokens, options);
}

/** {@link startAttempt} for options that have been checked. */
export function beginAttempt(tokens: TokenRefresher, options: AttemptOptions): Attempt {
  return new OneAttempt(tokens, supportOf(tokens), options);
}

/** What it knows is private: it holds a token. */
class OneAttempt implements Attempt {
  readonly #tokens: TokenRefresher;
  readonly #support: AdapterSupport;
  readonly #options: AttemptOptions;
  #used: string | undefined;
  #firstToken: string | undefined;
  #isSent: boolean;
  #isSecond = false;
  #isFinal = false;
  #firstCarriesData = false;

  constructor(tokens: TokenRefresher, support: AdapterSupport, options: AttemptOptions) {
    this.#tokens = tokens;
    this.#support = support;
    this.#options = options;
    this.#used = options.token;
    this.#isSent = this.#used !== undefined;
  }

  cachedToken(): string | undefined {
    this.#used = this.#support.cachedToken()?.value;
    if (this.#used !== undefined) this.#isSent = true;
    return this.#used;
  }

  getToken(waiting?: Waiting): Promise<string | undefined> {
    return this.#use(this.#tokens.getToken(waiting));
  }

  isUnauthorized(response: ApiResponse): boolean {
    const predicate = this.#predicate;
    if (isTrue((predicate ?? isUnauthorized)(response))) return true;
    return isPartlyUnauthorized(response, predicate) && isQuery(this.#operation());
  }

  accepted(): void {
    this.#support.accepted(() => this.#operation(), this.#isSecond);
    if (this.#isSecond) Promise.resolve().then(this.#options.onRetryAccepted).catch(ignore);
  }

  rejected(response: ApiResponse, { signal }: Waiting = {}): Promise<string | undefined> | undefined {
    const isSecond = this.#isSecond;
    const used = this.#used;
    const { keepsServing = false, mayRefresh } = this.#options;
    const { status, body } = response;
    const operation = this.#operation();
    const isPart = carriesData(body);
    const mayResend = !isSecond && !this.#isFinal && !mayHaveRun(body, operation);
    if (!isSecond) this.#firstCarriesData = isPart;
    const isSameToken = used === this.#firstToken;
    this.#firstToken = used;
    const sent = { operation, status, mayResend, isSecond, isSameToken };
    const repair = this.#support.rejected(used, { ...sent, isPart, keepsServing, mayRefresh });
    if (!mayResend || repair === false) return undefined;
    return repair === true ? this.#replace(response, signal) : this.#sameAfter(repair, signal);
  }

  retry(response: ApiResponse, waiting?: Waiting): Promise<string | undefined> | undefined {
    if (!this.#isSent) return undefined;
    if (this.isUnauthorized(response)) return this.rejected(response, waiting);
    const { status, body } = response;
    if (status === undefined ? body !== undefined : status < 400) this.accepted();
    return undefined;
  }

  keepsFirst(second?: ApiResponse): boolean {
    return this.#firstCarriesData && !(second && carriesData(second.body));
  }

  doNotResend(): void {
    this.#isFinal = true;
  }

  get #predicate(): IsUnauthorized | undefined {
    return this.#options.isUnauthorized ?? this.#support.isUnauthorized;
  }

  #operation(): string {
    return this.#options.operation?.() ?? '';
  }

  async #use(waiting: Promise<{ readonly value: string }>): Promise<string | undefined> {
    this.#isSent = true;
    try {
      this.#used = (await waiting).value;
    } catch (error) {
      if (!TokenRequestError.is(error) || error.code !== 'signed_out') throw error;
      this.#used = undefined;
    }
    return this.#used;
  }

  async #sameAfter(ms: number, signal: AbortSignal | undefined): Promise<string | undefined> {
    this.#isSecond = true;
    await pause(this.#support.clock, ms, signal);
    return this.cachedToken() ?? this.getToken({ signal });
  }

  async #replace(response: ApiResponse, signal: AbortSignal | undefined): Promise<string | undefined> {
    const rejected = this.#used;
    this.#isSecond = true;
    try {
      const token = await this.#use(this.#support.newToken(rejected, signal));
      return token === rejected ? undefined : token;
    } catch (error) {
      if (!TokenRequestError.is(error)) throw error;
      if (this.#firstCarriesData) return undefined;
      throw noNewToken(error, response);
    }
  }
}

function noNewToken(error: TokenRequestError, { original: apiResponse }: ApiResponse): TokenRequestError {
  const message = `The API answered "Unauthorized" and there is no new token: ${error.message}`;
  return new TokenRequestError(message, { ...error, cause: error, apiResponse });
}
