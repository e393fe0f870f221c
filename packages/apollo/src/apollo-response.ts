import type { ApiResponse } from '@token-refresher/core';

interface ResponseLike {
  readonly status?: number;
  readonly headers?: { get?(name: string): string | null };
}

/** Results, and what the errors of Apollo 3, Apollo 4 and apollo-angular have in common, without an import of any of them. */
interface Answer {
  readonly response?: ResponseLike;
  readonly statusCode?: number;
  /** Apollo 3: the parsed body. */
  readonly result?: unknown;
  readonly bodyText?: string;
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly extensions?: Readonly<Record<PropertyKey, { readonly errors?: unknown }>> | null;
}

/**
 * What the API says in a result or an error of Apollo's; `undefined` when the error is about something else.
 *
 * @param known The response, if the operation's context holds it.
 */
export function apolloResponse(original: unknown, known?: ResponseLike): ApiResponse | undefined {
  const seen: Answer = Object(original);
  const { response = known } = seen;
  const extensions = seen.extensions ?? {};
  // Protocol errors of a multipart subscription are under a symbol that is not registered; in JSON there are no symbols.
  const protocol = extensions[Object.getOwnPropertySymbols(extensions)[0] as symbol];
  const errors = protocol?.errors ?? protocol ?? seen.errors;
  const body = seen.result ?? parse(seen.bodyText) ?? ((errors ?? seen.data) && { ...seen, errors });
  const status = seen.statusCode ?? response?.status;
  if (status || body) return { status, wwwAuthenticate: response?.headers?.get?.('www-authenticate'), body, original };
  return undefined;
}

function parse(text: string | undefined): unknown {
  try {
    return text && JSON.parse(text);
  } catch {
    return text;
  }
}
