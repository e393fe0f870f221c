import { TokenRequestError } from '../errors.ts';
import {
  baseAddress,
  configuredOrigin,
  type InsecureHosts,
  isConfidential,
  parseAddress,
} from '../protocol/token-usage/allowed-origins.ts';

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
 * @throws TypeError that does not repeat the address, which may have a secret in it.
 */
export function checkAddress(caller: string, url: string | URL, insecureHosts: InsecureHosts): string {
  const given = typeof url === 'string' || url instanceof URL ? String(url) : '';
  if (given === '') throw new TypeError(`${caller}: url must be the broker's address, such as '/api/token'.`);
  const absolute = resolveAddress(given);
  if (!absolute && /^[a-z][a-z\d+.-]*:|^\/\//i.test(given)) {
    throw new TypeError(`${caller}: url must be relative to the page, or begin with https://.`);
  }
  const problem = absolute && problemOf(absolute, given, insecureHosts);
  if (problem) throw new TypeError(`${caller}: url ${problem}.`);
  return given;
}

/** The absolute address to send to, resolved as `fetch` does it; `undefined` for a relative one outside a page. */
export function resolveAddress(given: string): URL | undefined {
  return parseAddress(given, baseAddress());
}

/**
 * The same, when a token is asked for.
 *
 * @throws TokenRequestError
 */
export function addressToAsk(given: string, insecureHosts: InsecureHosts): URL {
  const absolute = resolveAddress(given);
  const problem = absolute
    ? problemOf(absolute, given, insecureHosts)
    : 'is relative, and there is no page here. Name it with its origin, or ask for no token while a server renders';
  if (!absolute || problem) {
    throw new TokenRequestError(`The address of the token broker ${problem}.`, {
      code: 'invalid_request',
      permanent: true,
    });
  }
  return absolute;
}

function problemOf(absolute: URL, given: string, insecureHosts: InsecureHosts): string | undefined {
  if (absolute.username || absolute.password) return 'must not hold a user name or password';
  if (configuredOrigin(given) !== absolute.origin) {
    return "is relative, and the page's <base> leads to another origin. Name it with its origin";
  }
  if (isConfidential(absolute, insecureHosts) || absolute.origin === globalThis.location?.origin) return undefined;
  return `must begin with https://: a token must not come over ${absolute.protocol} from another origin, except from hosts that option "allowInsecureRequests" names`;
}
