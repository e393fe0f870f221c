import { type ApiResponse, isSocketRefusal } from '@token-refresher/core';

/** What a `Response` of any `fetch` has. */
export interface ResponseLike {
  readonly status?: number;
  readonly headers?: { get?(name: string): string | null };
  readonly redirected?: boolean;
  readonly url?: string;
  readonly type?: ResponseType;
}

/** What results and the errors of Apollo 3, Apollo 4 and apollo-angular have in common, without an import of any of them. */
interface Seen {
  readonly response?: ResponseLike;
  readonly statusCode?: number;
  /** Apollo 3: the parsed body. */
  readonly result?: unknown;
  readonly bodyText?: string;
  readonly data?: unknown;
  readonly errors?: unknown;
  /** Apollo 3: what a WebSocket link makes of an operation that was refused. */
  readonly graphQLErrors?: readonly unknown[];
  readonly extensions?: Readonly<Record<PropertyKey, { readonly errors?: unknown }>> | null;
  /** A socket's close event. */
  readonly code?: unknown;
  readonly reason?: unknown;
}

/**
 * What the API says in a result or an error of Apollo's; `undefined` when the error is about something else.
 *
 * @param known The response, if the operation's context holds it.
 */
export function apolloResponse(original: unknown, known?: ResponseLike): ApiResponse | undefined {
  const seen: Seen = Object(original);
  const { response = known } = seen;
  const status = seen.statusCode ?? response?.status ?? closeStatus(seen);
  const body = seen.result ?? parse(seen.bodyText) ?? graphQLBody(seen);
  if (status || body) return { status, wwwAuthenticate: response?.headers?.get?.('www-authenticate'), body, original };
  return undefined;
}

/** What is known of a response whose body has not been read. */
export function unreadResponse(response: ResponseLike): ApiResponse {
  const { status, headers } = response;
  return { status, wwwAuthenticate: headers?.get?.('www-authenticate'), body: undefined, original: response };
}

function graphQLBody(seen: Seen): unknown {
  const { data, extensions } = seen;
  const errors = protocolErrors(extensions) ?? seen.errors ?? listed(seen) ?? listed(seen.graphQLErrors);
  if (!errors && !data) return undefined;
  return errors === seen.errors && !(seen instanceof Error) ? seen : { data, errors, extensions };
}

/** Those of a multipart subscription are under a symbol that is not registered; in JSON there are no symbols. */
function protocolErrors(extensions: Seen['extensions']): unknown {
  if (!extensions) return undefined;
  const errors = extensions[Object.getOwnPropertySymbols(extensions)[0] as symbol];
  return errors?.errors ?? errors;
}

/** An error without any is about something else. */
function listed(errors: unknown): unknown {
  return Array.isArray(errors) && errors.length > 0 ? errors : undefined;
}

/** What the end of a socket says, as HTTP says it. */
function closeStatus(seen: Seen): number | undefined {
  if (!(seen instanceof Error)) {
    return typeof seen.reason === 'string' && isSocketRefusal(seen.code, seen.reason) ? 401 : undefined;
  }
  // An error that has a code comes from a WebSocket client that deals with refusals itself.
  const [, code, reason] = /^Socket closed with event (\d+) ?([\s\S]*)/.exec(seen.message) ?? [];
  return seen.code === undefined && isSocketRefusal(Number(code), reason) ? 401 : undefined;
}

function parse(text: string | undefined): unknown {
  try {
    return text && JSON.parse(text);
  } catch {
    return text;
  }
}
