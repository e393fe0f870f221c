import { invalidOption } from '../../options.ts';

/** The origins that a token may go to, in the form of `URL.origin` with `wss:` and `ws:` as `https:` and `http:`. */
export type AllowedOrigins = ReadonlySet<string>;

/** What `URL` takes for a host's name although it is a pattern or a list, such as `*.a.test` and `a.test,b.test`. */
const notOneHost = /^\.|[^\w.:[\]-]/;

/** Hosts to which plain http is allowed, with a port or for every port. */
export type InsecureHosts = readonly string[];

/**
 * Reads an option `allowInsecureRequests`.
 *
 * @throws TypeError when it is not a list of hosts.
 */
export function parseInsecureHosts(caller: string, hosts: unknown = []): InsecureHosts {
  if (Array.isArray(hosts) && hosts.every(toHost)) return [...hosts];
  throw invalidOption(caller, 'allowInsecureRequests', "must be a list of hosts, such as ['api:8080']");
}

/**
 * Reads an `origins` option.
 *
 * @throws TypeError when one is not an origin, or is neither https nor this machine nor a host of `insecureHosts`.
 */
export function parseOrigins(
  caller: string,
  origins: readonly string[],
  insecureHosts: InsecureHosts = [],
): AllowedOrigins {
  if (!Array.isArray(origins) || origins.length === 0) {
    throw invalidOption(
      caller,
      'origins',
      "must be a list of at least one origin, such as ['https://api.example.com']",
    );
  }
  return new Set(
    origins.map((entry) => {
      if ((entry ?? '') === '') {
        const problem = `has an entry that is ${String(entry) || 'empty'}: check that the variable it comes from is set`;
        throw invalidOption(caller, 'origins', problem);
      }
      const parsed = parseAddress(entry, pageAddress());
      const url = parsed && toHttp(parsed);
      if (url?.pathname !== '/' || url.search || url.hash || url.username || notOneHost.test(url.hostname)) {
        const problem =
          "must hold origins such as 'https://api.example.com' and nothing else; name each one, there is no wildcard";
        throw invalidOption(caller, 'origins', problem);
      }
      if (!isConfidential(url, insecureHosts)) {
        const problem = 'a token must go over https, except to hosts that option "allowInsecureRequests" names';
        throw invalidOption(caller, 'origins', `names ${url.host} over plain http; ${problem}`);
      }
      return url.origin;
    }),
  );
}

/** Where a request goes. */
export interface Destination {
  /** The resolved address: what was checked, and so what has to be sent to. `undefined` when it is not an address. */
  readonly href: string | undefined;
  readonly origin: string;
  /** Whether the token may go along. */
  readonly isAllowed: boolean;
}

/** A destination, and why the token may not go along. */
export interface CheckedDestination extends Destination {
  /** Whether it is one of the allowed origins. If so and the token may not go along, that is because of plain http. */
  readonly isListed: boolean;
}

/**
 * Where a request goes, and whether the token may go along: only over https or wss (this machine and `insecureHosts`
 * excepted), and only to `allowed`; without a list, anywhere (for adapters, which see only the URL that their client was configured with).
 *
 * A relative address is resolved as `fetch` and `WebSocket` do it, against the page's `<base>`. Who configured a client
 * with one meant the page's own origin, so without a list a `<base>` that leads elsewhere gets no token.
 */
export function destination(
  url: string | URL,
  allowed?: AllowedOrigins | undefined,
  insecureHosts?: InsecureHosts,
): CheckedDestination {
  const target = parseAddress(url, baseAddress());
  if (!target) return { href: undefined, origin: 'null', isListed: false, isAllowed: false };
  const { href } = target;
  const http = toHttp(target);
  const { origin } = http;
  const isListed = allowed ? allowed.has(origin) : configuredOrigin(url) === origin;
  return { href, origin, isListed, isAllowed: isListed && isConfidential(http, insecureHosts) };
}

/** The origin that a client was configured with: a relative address means the page's own, whatever its `<base>` says. */
export function configuredOrigin(url: string | URL): string | undefined {
  const parsed = parseAddress(url, pageAddress());
  return parsed && toHttp(parsed).origin;
}

/** What relative addresses are resolved against by `fetch` (the "API base URL" of HTML). */
export function baseAddress(): string | undefined {
  return globalThis.document?.baseURI ?? pageAddress();
}

function pageAddress(): string | undefined {
  return globalThis.location?.href;
}

/**
 * `undefined` when it is no address.
 *
 * @throws TypeError where `URL` changes what it parses: the request would go elsewhere, with the token.
 */
export function parseAddress(url: string | URL, base?: string): URL | undefined {
  if (!isUrlSound()) {
    throw new TypeError(
      "This runtime's URL changes addresses, as React Native's own does. Import 'react-native-url-polyfill/auto' before anything else.",
    );
  }
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}

function isUrlSound(): boolean {
  try {
    const { href, protocol } = new URL('https://a.test/b');
    return `${protocol} ${href}` === 'https: https://a.test/b';
  } catch {
    return false;
  }
}

function toHttp(url: URL): URL {
  return url.protocol.startsWith('ws') ? new URL(url.href.replace('ws', 'http')) : url;
}

/**
 * Whether a secret may go there: over https, or over http when it does not leave this machine: `localhost`, 127.0.0.0/8,
 * `[::1]`, or when the host is named. Not subdomains of `localhost`, which a resolver may look up in the DNS. For authors of
 * token sources.
 *
 * @param insecureHosts What an option `allowInsecureRequests` holds: hosts, with a port or for every port.
 */
export function isConfidential({ protocol, hostname, port }: URL, insecureHosts: InsecureHosts = []): boolean {
  if (protocol !== 'http:') return protocol === 'https:';
  if (/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)) return true;
  return insecureHosts.map(toHost).some((host) => host === hostname || host === `${hostname}:${port || 80}`);
}

/** A host as it stands in `URL.hostname`, with a port where one is written; `undefined` when it is none. */
function toHost(entry: unknown): string | undefined {
  const [text, port] = /^(?:\[[^\]]+\]|[^:/?#@\\\s[\]*]+)(:\d+)?$/.exec(typeof entry === 'string' ? entry : '') ?? [];
  const url = text ? parseAddress(`http://${text}`) : undefined;
  return url && url.hostname + (port ? `:${url.port || 80}` : '');
}
