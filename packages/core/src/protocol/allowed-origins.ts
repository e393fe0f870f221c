import { invalidOption } from '../options.ts';

/** The origins that a token may go to, in the form of `URL.origin` with `wss:` and `ws:` as `https:` and `http:`. */
export type AllowedOrigins = ReadonlySet<string>;

/**
 * Reads an `origins` option.
 *
 * @throws TypeError that names the entry when one is not an origin or is neither https nor loopback.
 */
export function parseOrigins(caller: string, origins: readonly string[]): AllowedOrigins {
  if (!Array.isArray(origins) || origins.length === 0) {
    throw invalidOption(
      caller,
      'origins',
      "must be a list of at least one origin, such as ['https://api.example.com']",
    );
  }
  return new Set(
    origins.map((entry) => {
      const url = toHttp(entry);
      if (url?.pathname !== '/' || url.search || url.hash || url.username) {
        throw invalidOption(caller, 'origins', "must hold origins such as 'https://api.example.com' and nothing else");
      }
      if (!isConfidential(url)) {
        throw invalidOption(caller, 'origins', `names ${url.host} over plain http; a token must go over https`);
      }
      return url.origin;
    }),
  );
}

/**
 * Where a request goes, and whether the token may go along: only over https or wss (loopback excepted), and only to
 * `allowed`; without a list, anywhere (for adapters, which see only the URL that their client was configured with).
 */
export function destination(
  url: string | URL,
  allowed?: AllowedOrigins | undefined,
): { origin: string; isAllowed: boolean } {
  const target = toHttp(url);
  if (!target) return { origin: 'null', isAllowed: false };
  return { origin: target.origin, isAllowed: isConfidential(target) && (allowed?.has(target.origin) ?? true) };
}

function toHttp(url: string | URL): URL | undefined {
  try {
    const parsed = new URL(url, globalThis.location?.href);
    return parsed.protocol.startsWith('ws') ? new URL(parsed.href.replace('ws', 'http')) : parsed;
  } catch {
    return undefined;
  }
}

/**
 * Whether a secret may go there: over https, or over http when it does not leave the machine: `localhost` and its
 * subdomains (RFC 6761), 127.0.0.0/8, `[::1]`. For authors of token sources.
 */
export function isConfidential({ protocol, hostname }: URL): boolean {
  const isLoopback = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}
