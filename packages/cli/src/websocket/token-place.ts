import { UsageError } from '../usage-error.ts';

/**
 * Where a WebSocket carries the token: the `Authorization` header of its upgrade, a query parameter of its URL, or the
 * payload of GraphQL over WebSocket's `connection_init`.
 */
export type TokenPlace = { readonly in: 'header' | 'connection_init' } | { readonly in: 'url'; readonly name: string };

/** Reads `--websocket-token`. @throws UsageError */
export function tokenPlace(option: string): TokenPlace {
  if (option === 'header' || option === 'connection_init') return { in: option };
  const name = /^url(?::([\w.-]+))?$/.exec(option);
  if (name) return { in: 'url', name: name[1] ?? 'token' };
  throw new UsageError('--websocket-token must be header, url, url:NAME or connection_init.');
}
