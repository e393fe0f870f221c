import { type ClientFetchOptions, createClientFetch, type TokenRefresher } from '@token-refresher/core';
import type { Client, Operation } from '@urql/core';
import { createConfiguredUrl } from './configured-url.ts';

const replaced = Symbol('replaced');

type Fetch = typeof fetch;

/** Stands in for an operation's fetch. The mark is on it, because other exchanges copy contexts as they like. */
type StandIn = Fetch & { [replaced]?: Replaced };

interface Replaced {
  readonly original: Operation;
  readonly by: object;
  /** What was made of the original. */
  operation?: Operation;
}

/** urql keeps a document's text there, as soon as it has needed it. */
interface Located {
  readonly loc?: { readonly source: { readonly body: string } };
}

/** Gives operations a `context.fetch` that knows the token, and takes it back from them. */
export interface AuthorizedOperations {
  /** @param client Whose `url` is trusted. Default: the token goes to the options' `origins`. */
  authorize(operation: Operation, client?: Client): Operation;
  restore(operation: Operation): Operation;
}

/** @throws TypeError when an option cannot be used; the message names it. */
export function createAuthorizedOperations(
  tokens: TokenRefresher,
  options: Pick<ClientFetchOptions, 'caller' | 'origins' | 'isUnauthorized'>,
): AuthorizedOperations {
  const send = createClientFetch(tokens, options);
  const trustedUrl = createConfiguredUrl();

  const restore = (operation: Operation) => {
    const standIn: StandIn | undefined = operation.context.fetch;
    const mark = standIn?.[replaced];
    if (mark?.by !== send) return operation;
    return mark.operation === operation ? mark.original : withFetch(operation, mark.original.context.fetch);
  };

  return {
    restore,
    authorize(operation, client) {
      const original = restore(operation);
      const { context } = original;
      const authorized: StandIn = (input, init) =>
        send(input, init, {
          fetch: context.fetch,
          trustedUrl: client && trustedUrl(client),
          operation: () => documentOf(original),
          tokenRefresh: context.tokenRefresh,
          renewHeaders: (headers) => renewHeaders(headers, context),
        });
      const mark: Replaced = { original, by: send };
      authorized[replaced] = mark;
      mark.operation = withFetch(original, authorized);
      return mark.operation;
    },
  };
}

function documentOf({ query, kind, key }: Operation): string {
  return (query as Located).loc?.source.body || `${kind} {${key}}`;
}

function withFetch(operation: Operation, fetch: Fetch | undefined): Operation {
  return { ...operation, context: { ...operation.context, fetch: fetch as Fetch } };
}

/** A `fetchOptions` function may give every request another header, such as an id or a trace. */
function renewHeaders(headers: Headers, { fetchOptions }: Operation['context']): void {
  if (typeof fetchOptions !== 'function') return;
  new Headers(fetchOptions().headers).forEach((value, name) => {
    headers.set(name, value);
  });
}
