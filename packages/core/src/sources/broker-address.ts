import { isConfidential } from '../protocol/allowed-origins.ts';

/**
 * Where a `FetchToken` of `brokerToken` asks, for whoever wraps it. Registered, so that another copy of this package
 * finds it too.
 */
export const brokerAddress: unique symbol = Symbol.for('@token-refresher/broker-address') as never;

/** A `FetchToken` that may say where it asks; `undefined` for a relative address outside a page. */
export interface Addressed {
  readonly [brokerAddress]?: () => string | undefined;
}

/**
 * Reads the address of a broker; a relative one is left as it is when there is no page here.
 *
 * @throws TypeError
 */
export function checkAddress(url: string | URL): string {
  const given = typeof url === 'string' || url instanceof URL ? String(url) : '';
  if (given === '') throw new TypeError("brokerToken: url must be the broker's address, such as '/api/token'.");
  const absolute = resolveAddress(given);
  if (!absolute) {
    if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(given)) {
      throw new TypeError('brokerToken: url must be relative to the page, or begin with https://.');
    }
    return given;
  }
  if (absolute.username || absolute.password) {
    throw new TypeError('brokerToken: url must not hold a user name or password.');
  }
  if (!isConfidential(absolute) && absolute.origin !== globalThis.location?.origin) {
    throw new TypeError(`brokerToken: a token must not come over ${absolute.protocol} from another origin. Use https.`);
  }
  return given;
}

/** The absolute address; `undefined` for a relative one outside a page. */
export function resolveAddress(url: string): URL | undefined {
  try {
    return new URL(url, globalThis.location?.href);
  } catch {
    return undefined;
  }
}
