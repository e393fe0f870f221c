import type { InvalidOption } from '../../options/check-options.ts';

/** Which pages may call an address, and what their browsers have to be told for it. */
export interface PageOrigins {
  /** Whether the request comes from a page of this origin or of a named one, or from no page at all. */
  admits(request: Request): boolean;
  /** The response to a named origin's browser that asks whether it may send a request (CORS preflight). */
  respondToPreflight(request: Request): Response | undefined;
  /** What lets a page of a named origin read the response. */
  headersFor(request: Request): Record<string, string>;
}

/**
 * Cross-site requests are told by what browsers send and pages cannot forge: `Sec-Fetch-Site`, and `Origin` where it is
 * missing (plain http, old browsers). A request with neither does not come from a page of another site.
 *
 * @throws TypeError that names the entry of `origins` that cannot be used.
 */
export function createPageOrigins(invalid: InvalidOption, origins: readonly string[] = []): PageOrigins {
  if (!Array.isArray(origins)) {
    throw invalid('origins', "must be a list of origins, such as ['https://app.example.com']");
  }
  const named = new Set(origins.map((entry) => checkOrigin(invalid, entry)));
  const isNamed = (request: Request) => named.has(request.headers.get('origin') ?? '');

  const headersFor = (request: Request): Record<string, string> => ({
    ...(named.size > 0 && { vary: 'Origin' }),
    ...(isNamed(request) && {
      'access-control-allow-origin': request.headers.get('origin') ?? '',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'Retry-After',
    }),
  });

  return {
    headersFor,
    admits: (request) => isNamed(request) || isSameOrigin(request),
    respondToPreflight(request) {
      const { method, headers } = request;
      if (method !== 'OPTIONS' || !headers.has('access-control-request-method') || !isNamed(request)) return undefined;
      return new Response(null, {
        status: 204,
        headers: {
          ...headersFor(request),
          'access-control-allow-methods': 'POST',
          'access-control-allow-headers': headers.get('access-control-request-headers') ?? 'content-type',
          'access-control-max-age': '600',
        },
      });
    },
  };
}

function isSameOrigin({ headers, url }: Request): boolean {
  const site = headers.get('sec-fetch-site');
  // `none`: no page, but the user or a browser extension.
  if (site !== null && site !== 'none') return site === 'same-origin';
  const origin = headers.get('origin');
  if (origin === null) return true;
  // Behind a proxy that ends TLS, only the host is the one that the page sees; behind some, only the Host header is.
  const host = URL.canParse(origin) && new URL(origin).host;
  return host === new URL(url).host || host === headers.get('host');
}

/**
 * The origin as browsers write it into `Origin`. Of schemes that `URL` knows no origin of (`capacitor:`, `tauri:`,
 * `chrome-extension:`), it is what stands there.
 *
 * @throws TypeError, without user info and query.
 */
function checkOrigin(invalid: InvalidOption, entry: unknown): string {
  const text = typeof entry === 'string' || entry instanceof URL ? String(entry) : '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && url.origin !== 'null' && /^\/?$/.test(url.pathname) && !url.search && !url.hash && !isWithUser(url)) {
    return url.origin;
  }
  if (url?.origin === 'null' && /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@]+$/.test(text)) return text;
  const shown = url ? `${url.protocol}//${url.host}${url.pathname === '/' ? '' : '/…'}` : `a ${typeof entry}`;
  throw invalid(
    'origins',
    `has an entry that is not an origin such as 'https://app.example.com': ${shown}. Name each origin; there is no wildcard`,
  );
}

function isWithUser({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}
