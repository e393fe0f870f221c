import type { TokenRefresher } from '../refresher/token-refresher.ts';
import type { AuthorizedFetchOptions } from './authorized-fetch.ts';
import { type AuthorizedSender, createAuthorizedSender } from './authorized-sender.ts';
import { createResponseReader } from './response-twin.ts';

/** Options of {@link createClientFetch}; the others are as in `createAuthorizedFetch`. */
export interface ClientFetchOptions extends AuthorizedFetchOptions {
  /** The adapter's function, for error messages. */
  readonly caller: string;
}

/** A `fetch` that can be told more about a call. */
export type ClientFetch = AuthorizedSender;

/**
 * For authors of adapters: what `createAuthorizedFetch` does, as the `fetch` of a GraphQL client. It reads each response
 * once, of any length, and answers the client's `text()` or `json()` from what was read. So what it hands out is of the same
 * class as the response that came, but not a native object.
 *
 * @throws TypeError when an option cannot be used; the message names it.
 */
export function createClientFetch(tokens: TokenRefresher, options: ClientFetchOptions): ClientFetch {
  return createAuthorizedSender(tokens, { ...options, read: createResponseReader() });
}
