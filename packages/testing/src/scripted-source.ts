import { type AccessToken, type FetchToken, type FetchTokenOptions, TokenRequestError } from '@token-refresher/core';

/** One call of a {@link scriptedSource}: the token that it returns, or what it throws, or a function that is called for it. */
export type ScriptedStep =
  | string
  | AccessToken
  | Error
  | ((options: FetchTokenOptions) => AccessToken | string | Promise<AccessToken | string>);

/** A source of tokens that does what its script says. */
export interface ScriptedSource extends FetchToken {
  /** What it was told at each call, such as the `rejected` token. The array stays the same object. */
  readonly calls: readonly FetchTokenOptions[];
}

/**
 * A source of tokens for `createTokenRefresher` that needs no server: each call is the next step of the script.
 *
 * When the script has ended it throws a `TokenRequestError` with the code `fetch_token_failed` that is `permanent`.
 *
 * @example
 * ```ts
 * const source = scriptedSource('first', new TokenRequestError('Down.', { code: 'server_error' }), 'second');
 * const tokens = createTokenRefresher(source);
 * ```
 *
 * @param steps A token's value, a whole token, an error to throw, or a function that returns a token.
 */
export function scriptedSource(...steps: readonly ScriptedStep[]): ScriptedSource {
  const calls: FetchTokenOptions[] = [];
  const fetchToken = async (options: FetchTokenOptions): Promise<AccessToken> => {
    const step = steps[calls.push(options) - 1];
    if (step instanceof Error) throw step;
    const token = typeof step === 'function' ? await step(options) : step;
    if (token === undefined) {
      const code = 'fetch_token_failed';
      const message = `scriptedSource: call ${calls.length} comes after the last of ${steps.length} steps. Add a step, or find out why another token is asked for.`;
      throw new TokenRequestError(message, { code, permanent: true });
    }
    return typeof token === 'string' ? { value: token } : token;
  };
  return Object.assign(fetchToken, { calls });
}
