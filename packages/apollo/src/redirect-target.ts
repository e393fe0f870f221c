import type { ApolloLink } from '@apollo/client/core/index.js';
import { type Destination, headersLeftBehind } from '@token-refresher/core';
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
  { href, isAllowed }: Destination,
): Destination | undefined {
  const { response = known }: { response?: ResponseLike | undefined } = Object(error);
  const { status, headers, url } = response ?? {};
  if (![301, 302, 307, 308].includes(status as number)) return undefined;
  const location = headers?.get?.('location');
  const sent = parse(href ?? url ?? '');
  const target = location ? parse(location, sent?.href) : undefined;
  if (!sent || !target || !/^https?:$/.test(target.protocol)) return undefined;
  const isForeign = target.origin !== sent.origin;
  const keepsMethod = status === 307 || status === 308;
  if (!keepsMethod && (isForeign || query.definitions.some(isMutation))) return undefined;
  for (const name of ofTheOperation) {
    if (target.searchParams.has(name) && !(href && sent.searchParams.has(name))) target.searchParams.delete(name);
  }
  return { href: target.href, origin: target.origin, isAllowed: isAllowed && !isForeign };
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

function parse(url: string, base?: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}
