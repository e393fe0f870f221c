import { TokenRequestError } from '@token-refresher/core';

/**
 * Calls a function that is an option, and reads what it returns.
 *
 * @param read Throws a TypeError that names the option when that cannot be used.
 * @throws TokenRequestError that names the option: temporary when the function threw, with what it threw as the `cause`;
 * permanent when it returned what cannot be used. A TokenRequestError of the function's own is passed on as it is,
 * but for `invalid_grant`, which becomes the `cause`: it is another server's.
 */
export type AskApplication = <Value>(
  option: string,
  call: () => unknown,
  read: (returned: unknown) => Value,
) => Promise<Value>;

/** @param caller The function whose options these are, for messages. */
export function createAskApplication(caller: string): AskApplication {
  return async (option, call, read) => {
    try {
      return read(await call());
    } catch (cause) {
      const isTokenError = TokenRequestError.is(cause);
      // Another server's word about its own grant: ours would be taken to have refused the refresh token.
      const isForeignGrant = isTokenError && cause.code === 'invalid_grant';
      if (isTokenError && !isForeignGrant) throw cause;
      const isOurs = cause instanceof TypeError && cause.message.startsWith(`${caller}: option`);
      throw isOurs
        ? new TokenRequestError(cause.message, { code: 'invalid_request', permanent: true })
        : new TokenRequestError(`${caller}: option "${option}" threw, see \`cause\`.`, {
            code: 'fetch_token_failed',
            permanent: isForeignGrant && cause.permanent,
            cause,
          });
    }
  };
}
