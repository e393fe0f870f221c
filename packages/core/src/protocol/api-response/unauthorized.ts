import { isTrue } from '../../is-true.ts';
import { challengeErrors } from './challenge.ts';

/** An API's response in neutral form: what an adapter can see of it. */
export interface ApiResponse {
  /** HTTP status; absent where there is none (a WebSocket message). */
  readonly status?: number | undefined;
  /** The `WWW-Authenticate` header, if there is one and it can be read. */
  readonly wwwAuthenticate?: string | null | undefined;
  /** The body: parsed JSON, or text when it is not JSON; `undefined` when it was not looked at. */
  readonly body?: unknown;
  /** The response in the client's own form; it becomes `TokenRequestError.apiResponse`. */
  readonly original?: unknown;
}

/**
 * Decides whether a response says "Unauthorized", so that a new token may help. When it says no to a query of which a part
 * was answered, it is asked about each of the errors once more, as though that had come alone: `{ data: null, errors: [error] }`;
 * of a batch, about each response. A part that it says yes to is worth one more send. Only `true` is a
 * yes, so it must not be `async`.
 */
export type IsUnauthorized = (response: ApiResponse) => boolean;

interface GraphQLErrorLike {
  readonly message?: unknown;
  readonly path?: unknown;
  readonly extensions?: { readonly code?: unknown; readonly category?: unknown; readonly guards?: unknown } | null;
  /** AWS AppSync puts the kind of error here. */
  readonly errorType?: unknown;
  /** Older Lighthouse; later ones had it among the extensions, and since graphql-php 15 there is none. */
  readonly category?: unknown;
}

/** 402 and 429 are about plans and limits; 403 says that the token is good and may not do this. */
const neverUnauthorized = new Set([402, 403, 429]);

/** Apollo Server, Yoga and Nest; HotChocolate; Hasura; AWS AppSync; common home-made one. */
const authenticationCodes = new Set([
  'UNAUTHENTICATED',
  'AUTH_NOT_AUTHENTICATED',
  'invalid-jwt',
  'UnauthorizedException',
  'UNAUTHORIZED',
]);

/** What `saysUnauthorized` and `authenticationCodes` look for, or a letter, hyphen or underscore that JSON has escaped. */
const traces = /unauthori[sz]ed|unauthenticated|auth_not_authenticated|invalid-jwt|\\u00(?:2d|[4-7])/i;

/**
 * Whether it takes more than a look at the text to tell that {@link isUnauthorized} and {@link isPartlyUnauthorized} would
 * say no to a body with status below 400. Parsing costs a hundred times as much.
 */
export function mayBeUnauthorized(text: string): boolean {
  if (text.startsWith('{"data":{') && !mayListErrors(text) && !text.includes('\\u00')) return false;
  return traces.test(text);
}

/** Whether a JSON text may have a list of the name `errors`. Brackets are rare: a search for the name stops at every quote. */
function mayListErrors(text: string): boolean {
  let at = -1;
  for (let count = 0; count < 32; count++) {
    at = text.indexOf('[', at + 1);
    if (at === -1) return false;
    const name = text.slice(0, at).trimEnd();
    if (name.endsWith(':') && name.slice(0, -1).trimEnd().endsWith('"errors"')) return true;
  }
  return text.includes('"errors"', at);
}

/** The default {@link IsUnauthorized}, the same in every adapter:
 *
 * - HTTP 401, whatever the body, unless the error code in `WWW-Authenticate` is `insufficient_scope` (RFC 6750 section 3.1)
 * - a body that as a whole says "Unauthorized": text, a JSON string, or an object's `message` or `error`
 * - GraphQL errors whose whole message says "Unauthorized" or whose code is a known authentication code, when no data
 *   came with them; of a batch, all responses. "Unauthenticated." counts with the category `authentication` or a list of
 *   `guards` among the extensions, as Lighthouse says it
 * - an object's `code` that is `invalid-jwt`, as Hasura 1 says it
 *
 * Never HTTP 402, 403 or 429, and never a part of a message.
 */
export function isUnauthorized({ status, wwwAuthenticate, body }: ApiResponse): boolean {
  if (status === 401) return !isAboutScope(wwwAuthenticate);
  if (status !== undefined && neverUnauthorized.has(status)) return false;
  return Array.isArray(body) ? body.length > 0 && body.every(bodyIsUnauthorized) : bodyIsUnauthorized(body);
}

/** Another token has the same scope, so it would not help; where one challenge of several wants another token, it may. */
function isAboutScope(wwwAuthenticate: string | null | undefined): boolean {
  const errors = challengeErrors(wwwAuthenticate);
  return errors.includes('insufficient_scope') && !errors.includes('invalid_token');
}

/**
 * Whether a response answers a part of what was asked and says of another part that it needs authentication, as servers do
 * that take an expired token for no token; or, of a batch, whether some responses say "Unauthorized".
 *
 * @param own Decides in the place of {@link isUnauthorized}.
 */
export function isPartlyUnauthorized(response: ApiResponse, own?: IsUnauthorized): boolean {
  const { status, body } = response;
  if (status !== undefined && status >= 400) return false;
  const isRefusal: Says = own ? (part) => isTrue(own(inThePlaceOf(response, part))) : bodyIsUnauthorized;
  const isError: Says = own ? (error) => isRefusal({ data: null, errors: [error] }) : isAuthenticationError;
  return Array.isArray(body)
    ? body.some((entry) => isRefusal(entry) || isPartlyRefused(entry, isError))
    : isPartlyRefused(body, isError);
}

type Says = (part: unknown) => boolean;

function inThePlaceOf(response: ApiResponse, body: unknown): ApiResponse {
  const { status, wwwAuthenticate } = response;
  return {
    status,
    wwwAuthenticate,
    body,
    get original() {
      return response.original;
    },
  };
}

function isPartlyRefused(body: unknown, isError: Says): boolean {
  if (!isObject(body) || !Array.isArray(body.errors)) return false;
  return body.errors.some(isError) && answersAField(body.data, body.errors, isError);
}

/** Whether a response, or one of a batch, carries data. */
export function carriesData(body: unknown): boolean {
  return [body].flat().some((entry) => isObject(entry) && hasData(entry.data));
}

function bodyIsUnauthorized(body: unknown): boolean {
  if (!isObject(body)) return saysUnauthorized(body);
  const { data, errors, message, error, code } = body;
  if (typeof errors === 'string') return !hasData(data) && saysUnauthorized(errors);
  if (Array.isArray(errors) && errors.length > 0)
    return errors.some(isAuthenticationError) && !answersAField(data, errors, isAuthenticationError);
  return !hasData(data) && (saysUnauthorized(message) || saysUnauthorized(error) || code === 'invalid-jwt');
}

function isAuthenticationError(error: unknown): boolean {
  if (!isObject(error)) return saysUnauthorized(error);
  const { message, extensions, errorType, category } = error as GraphQLErrorLike;
  return (
    saysUnauthorized(message) ||
    authenticationCodes.has(extensions?.code as string) ||
    authenticationCodes.has(errorType as string) ||
    (/^unauthenticated\.?$/i.test(String(message)) &&
      (Array.isArray(extensions?.guards) || (extensions?.category ?? category) === 'authentication'))
  );
}

/** `null` for a nullable root field is no data when an authentication error explains it. */
function answersAField(data: unknown, errors: readonly unknown[], isError: Says): boolean {
  if (!isObject(data)) return hasData(data);
  const refused = new Set(errors.filter(isError).map(rootField));
  return Object.entries(data).some(([field, value]) => value !== null || !refused.has(field));
}

/** The root field that failed, if the error is about the root field itself and not about one below it. */
function rootField(error: unknown): unknown {
  const path = (error as GraphQLErrorLike).path;
  return Array.isArray(path) && path.length === 1 ? path[0] : undefined;
}

function saysUnauthorized(text: unknown): boolean {
  return typeof text === 'string' && /^\s*(?:401\W+)?unauthori[sz]ed[.!]?\s*$/i.test(text);
}

function hasData(data: unknown): boolean {
  return data !== undefined && data !== null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
