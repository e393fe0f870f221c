import type { ApolloLink } from '@apollo/client/core/index.js';
import { authorizationHeaders, withAuthorization } from '@token-refresher/core';
import type { Destination, Destinations } from './destination.ts';

/** What the next link gets, and what the links behind made of it. */
export interface OperationWithToken {
  readonly operation: ApolloLink.Operation;
  /** The operation's context as it is now, without the token. */
  context(): ApolloLink.OperationContext;
  /** Where the operation goes. */
  destination(): Destination;
}

/**
 * An operation as the links behind this one see it. The token is in the headers of its context as long as the context's
 * `uri` leads where the token may go, and that `uri` is the very string that was checked. Neither gets into the context
 * that the links before this one see: what they send elsewhere afterwards has no token. Everything else that the links
 * behind put into the context does.
 *
 * @param context The context to start from.
 * @param token `undefined`: it goes without.
 * @param start Where the operation goes by that context.
 */
export function operationWithToken(
  original: ApolloLink.Operation,
  { response: _, ...context }: ApolloLink.OperationContext,
  token: string | undefined,
  start: Destination,
  destinations: Destinations,
): OperationWithToken {
  let now: ApolloLink.OperationContext = { ...context, tokenRefreshLink: true };
  let shown: ApolloLink.OperationContext | undefined;
  let destination = start;

  const show = () => {
    destination = now.uri === context.uri ? start : destinations.of(original, now.uri);
    return { ...now, uri: destination.href ?? now.uri, headers: headersFor(destination, now.headers, token) };
  };
  const getContext = () => {
    shown ??= show();
    return { ...shown };
  };
  const setContext: ApolloLink.Operation['setContext'] = (next) => {
    const changes = typeof next === 'function' ? next(getContext()) : next;
    now = { ...now, ...changes };
    shown = undefined;
    const { headers, uri, tokenRefreshLink, ...others } = changes;
    original.setContext(others);
  };

  const operation = Object.defineProperties(
    { ...original },
    { getContext: { value: getContext }, setContext: { value: setContext }, client: { value: original.client } },
  );
  return { operation, context: () => now, destination: () => destination };
}

function headersFor(
  { isAllowed }: Destination,
  own: Record<string, unknown> | undefined,
  token: string | undefined,
): Record<string, unknown> | undefined {
  if (token === undefined) return own;
  if (isAllowed) return withAuthorization(own, token);
  // A link that added headers to those that it saw has taken over the token with them.
  const ours: unknown[] = Object.values(authorizationHeaders(token));
  return Object.fromEntries(Object.entries(own ?? {}).filter(([, value]) => !ours.includes(value)));
}
