import type { ApolloLink } from '@apollo/client/core/index.js';
import { type Destination, headersLeftBehind, redirectDestination } from '@token-refresher/core';
import type { ResponseLike } from './apollo-response.ts';

/** What HTTP links put into the address of a GET, and would put there a second time. */
const ofTheOperation = ['query', 'operationName', 'variables', 'extensions'];

/**
 * Where an error of Apollo's redirects an operation (RFC 9110 section 15.4), and whether the token goes along: within the
 * origin. It is followed with the same method and the whole operation, which status 307 and 308 mean and 301 and 302
 * permit; so a mutation, and what leads to another origin, follows only the former.
 *
 * @param known The response, if the operation's context holds it.
 * @returns `undefined` when it is not a redirect, or not one that an operation can follow.
 */
export function redirectTarget(
  error: unknown,
  known: ResponseLike | undefined,
  { query }: ApolloLink.Operation,
  { href, origin, isAllowed }: Destination,
): Destination | undefined {
  const { response = known }: { response?: ResponseLike | undefined } = Object(error);
  const { status, headers, url } = response ?? {};
  if (![301, 302, 307, 308].includes(status as number)) return undefined;
  const location = headers?.get?.('location');
  const sent = href ?? url;
  const target = location && sent ? redirectDestination({ href: sent, origin, isAllowed }, location) : undefined;
  if (target?.href === undefined) return undefined;
  const keepsMethod = status === 307 || status === 308;
  if (!keepsMethod && (!target.isAllowed || query.definitions.some(isMutation))) return undefined;
  return { ...target, href: withoutOperation(target.href, href) };
}

/** @param configured The address that the operation was sent to, if it is known, without what HTTP links put there. */
function withoutOperation(href: string, configured: string | undefined): string {
  const address = new URL(href);
  const own = configured === undefined ? undefined : new URL(configured).searchParams;
  for (const name of ofTheOperation) {
    if (address.searchParams.has(name) && !own?.has(name)) address.searchParams.delete(name);
  }
  return address.href;
}

/** Headers of an operation as another origin may see them: those of the token are not among them either. */
export function withoutSecrets(
  headers: Readonly<Record<string, unknown>> = {},
  ofToken: readonly string[],
): Readonly<Record<string, unknown>> {
  const hidden = new Set([...headersLeftBehind, ...ofToken.map((name) => name.toLowerCase())]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hidden.has(name.toLowerCase())));
}

function isMutation(definition: object): boolean {
  return 'operation' in definition && definition.operation === 'mutation';
}
