import { TokenRequestError } from '../errors.ts';
import { mayHaveRun } from '../protocol/may-have-run.ts';
import type { ApiResponse, IsUnauthorized } from '../protocol/unauthorized.ts';
import { supportOf } from '../refresher/adapter-support.ts';
import type { TokenRefresher } from '../refresher/token-refresher.ts';

/** Options of {@link startAttempt}. */
export interface AttemptOptions {
  /** Default: what the token refresher was given. */
  readonly isUnauthorized?: IsUnauthorized | undefined;
  /**
   * The GraphQL document that is sent, or another text that identifies the operation. It tells mutations from queries,
   * and which operation is refused for reasons of its own. Asked for after a rejection only. Default: not known.
   */
  readonly operation?: (() => string | undefined) | undefined;
  /** The token that the operation goes out with when that was decided earlier, as for all operations of a WebSocket. */
  readonly token?: string | undefined;
}

/** One operation's way through the API: at most two sends. Nothing else in this library decides to send again. */
export interface Attempt {
  /** The token to send, if one is at hand; otherwise wait for {@link Attempt.getToken}. */
  cachedToken(): string | undefined;
  /** @throws TokenRequestError when no token can be had. */
  getToken(options?: { readonly signal?: AbortSignal | undefined }): Promise<string>;
  /**
   * Tells the attempt how the API answered.
   *
   * @returns `undefined` when the answer goes to the caller as it is; otherwise a promise of the token to send the
   * operation with once more, or of `undefined` when there is no other token and the answer goes to the caller.
   * @throws TokenRequestError (as a rejection) when no other token could be had; the answer is in its `apiResponse`.
   */
  retry(
    answer: ApiResponse,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<string | undefined> | undefined;
  /** From now on nothing is sent again: some of the answer has reached the caller, or the request cannot be repeated. */
  delivered(): void;
}

/**
 * Starts one operation's attempt. For authors of adapters.
 *
 * @throws TypeError when `tokens` is not a token refresher or `isUnauthorized` not a function; adapters call it once when they
 * are made, so that their users learn of it there.
 */
export function startAttempt(tokens: TokenRefresher, options: AttemptOptions = {}): Attempt {
  const support = supportOf(tokens);
  const isUnauthorized = options.isUnauthorized ?? support.isUnauthorized;
  if (typeof isUnauthorized !== 'function')
    throw new TypeError('isUnauthorized must be a function (answer) => boolean.');
  const operation = () => options.operation?.() ?? '';
  let used = options.token;
  let isSecond = false;
  let isDelivered = false;

  const replace = async (answer: ApiResponse, signal: AbortSignal | undefined) => {
    const rejected = used;
    isSecond = true;
    try {
      used = (await tokens.getToken({ signal })).value;
      return used === rejected ? undefined : used;
    } catch (error) {
      if (!TokenRequestError.is(error)) throw error;
      if ((answer.body as { data?: unknown } | null | undefined)?.data) return undefined;
      throw new TokenRequestError(`The API answered "Unauthorized" and there is no new token: ${error.message}`, {
        ...error,
        cause: error,
        apiResponse: answer.original,
      });
    }
  };

  return {
    cachedToken() {
      used = support.take()?.value;
      return used;
    },
    async getToken(waiting) {
      used = (await tokens.getToken(waiting)).value;
      return used;
    },
    retry(answer, { signal } = {}) {
      if (used === undefined) return undefined;
      const { status, body } = answer;
      if (isUnauthorized(answer) !== true) {
        const isAnswered = status === undefined ? body !== undefined : status < 400;
        if (isAnswered) support.accepted(used, operation);
        return undefined;
      }
      const mayResend = !isSecond && !isDelivered && !mayHaveRun(body, operation());
      const isAnotherToBeExpected = support.rejected(used, { operation: operation(), status, mayResend, isSecond });
      return mayResend && isAnotherToBeExpected ? replace(answer, signal) : undefined;
    },
    delivered() {
      isDelivered = true;
    },
  };
}
