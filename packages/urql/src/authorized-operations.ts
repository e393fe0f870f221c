import { type ClientFetchOptions, createClientFetch, type TokenRefresher } from '@token-refresher/core';
import type { Client, Operation } from '@urql/core';
import { configuredUrl } from './configured-url.ts';

type Fetch = typeof fetch;

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
  /** What `context.fetch` was, by what it has been replaced with: other exchanges copy contexts as they like. */
  const replaced = new WeakMap<Fetch, Fetch | undefined>();

  const restore = (operation: Operation) => {
    const { fetch } = operation.context;
    return fetch && replaced.has(fetch) ? withFetch(operation, replaced.get(fetch)) : operation;
  };

  return {
    restore,
    authorize(operation, client) {
      const original = restore(operation);
      const { context, kind, key, query } = original;
      const authorized: Fetch = (input, init) =>
        send(input, init, {
          fetch: context.fetch,
          trustedUrl: client && configuredUrl(client),
          operation: () => (query as Located).loc?.source.body || `${kind} {${key}}`,
          renewHeaders: (headers) => renewHeaders(headers, context),
        });
      replaced.set(authorized, context.fetch);
      return withFetch(original, authorized);
    },
  };
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
