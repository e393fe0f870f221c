import {
  type AuthorizedFetchOptions,
  createAuthorizedFetch,
  mayCarryToken,
  type TokenRefresher,
} from '@token-refresher/core';
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

export function createAuthorizedOperations(
  tokens: TokenRefresher,
  options: Pick<AuthorizedFetchOptions, 'origins' | 'isUnauthorized'>,
): AuthorizedOperations {
  createAuthorizedFetch(tokens, options);
  /** What `context.fetch` was, by what it has been replaced with: other exchanges copy contexts as they like. */
  const replaced = new WeakMap<Fetch, Fetch | undefined>();

  const restore = (operation: Operation) => {
    const { fetch } = operation.context;
    return fetch && replaced.has(fetch) ? withFetch(operation, replaced.get(fetch)) : operation;
  };

  const authorizedFetch =
    ({ context, kind, key, query }: Operation, client: Client | undefined): Fetch =>
    (input, init) => {
      const own = context.fetch ?? fetch;
      const url = (input as Request).url ?? input;
      if (client && !mayCarryToken(tokens, url, configuredUrl(client))) return own(input, init);
      let sends = 0;
      const send: Fetch = (target, request) => {
        if (sends++ > 0) renewHeaders(request?.headers as Headers, context);
        return own(target, request);
      };
      const operation = () => (query as Located).loc?.source.body || `${kind} {${key}}`;
      return createAuthorizedFetch(tokens, { ...options, operation, fetch: send })(input, init);
    };

  return {
    restore,
    authorize(operation, client) {
      const original = restore(operation);
      const authorized = authorizedFetch(original, client);
      replaced.set(authorized, original.context.fetch);
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
    if (name !== 'authorization') headers.set(name, value);
  });
}
