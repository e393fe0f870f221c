import { TokenRequestError } from '@token-refresher/core';

/**
 * Calls a function that is an option, and reads what it returns.
 *
 * @param read Throws a TypeError that names the option when that cannot be used.
 * @throws TokenRequestError that names the option: `fetch_token_failed` when the function threw, with what it threw as the
 * `cause`; permanent when it returned what cannot be used. A TokenRequestError of the function's own is passed on as it is,
 * but for what another server says of its own grant or session: that becomes the `cause`, and is as permanent as it was.
 */
export type AskApplication = <Value>(
  option: string,
  call: () => unknown,
  read: (returned: unknown) => Value,
) => Promise<Value>;

/** What these return proves who the client is. No failure of theirs says anything about the user. */
const proofs = ['clientSecret', 'clientAssertion'];

/** @param caller The function whose options these are, for messages. */
export function createAskApplication(caller: string): AskApplication {
  return async (option, call, read) => {
    let isRead = false;
    try {
      const returned = await call();
      isRead = true;
      return read(returned);
    } catch (cause) {
      // A mistake in the options of another call, made within `call`, begins with the same words.
      if (isRead && cause instanceof TypeError && cause.message.startsWith(`${caller}: option`)) {
        throw new TokenRequestError(cause.message, { code: 'invalid_request', permanent: true });
      }
      const error = TokenRequestError.is(cause) ? cause : undefined;
      // Ours would be taken to have refused the refresh token, or to say that our user has signed out.
      const isForeign = error?.code === 'invalid_grant' || (error?.code === 'signed_out' && proofs.includes(option));
      if (error && !isForeign) throw error;
      throw new TokenRequestError(`${caller}: option "${option}" threw, see \`cause\`.`, {
        code: 'fetch_token_failed',
        permanent: error?.permanent,
        cause,
      });
    }
  };
}
