import { type Destination, parseAddress as parse } from '../protocol/token-usage/allowed-origins.ts';

/** So many redirects are followed, as in the Fetch Standard. For authors of adapters. */
export const maxRedirects = 20;
/** Names of headers that another origin must not see, beside the token's own; in small letters. For authors of adapters. */
export const headersLeftBehind: readonly string[] = ['authorization', 'cookie', 'proxy-authorization'];
const redirects: readonly unknown[] = [301, 302, 303, 307, 308];
const aboutTheBody = ['content-encoding', 'content-language', 'content-length', 'content-location', 'content-type'];

/** What was sent, in full, so that it can be sent to where a redirect leads. */
export interface Redirectable {
  readonly href: string;
  readonly headers: Headers;
  readonly init: RequestInit;
}

/** What redirects lead to in the end. */
export interface Followed {
  readonly response: Response;
  /** Whether it is another origin's. */
  readonly isForeign: boolean;
}

/**
 * Whether redirects have to be left to `fetch`. Browsers do not show where they lead, and take `Authorization` off when
 * that is another origin. Elsewhere it depends on the fetch: node-fetch keeps it for another port of the host, older
 * Workers always. Node is no browser, even where jsdom or a shim says so. For authors of adapters.
 */
export function followsRedirectsItself(): boolean {
  return /^Mozilla\//.test(globalThis.navigator?.userAgent ?? '') && !isNode();
}

/** Pages and workers of Electron have Node's `process`, and the browser's `fetch`. */
function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string }; type?: string } };
  return process?.versions?.node !== undefined && process.type !== 'renderer' && process.type !== 'worker';
}

/**
 * Where a redirect leads, and whether the token goes along: within the origin only. For authors of adapters that follow
 * redirects themselves.
 *
 * @param from Where the request went.
 * @returns `undefined` when it leads to no address of http or https.
 */
export function redirectDestination({ href, isAllowed }: Destination, location: string): Destination | undefined {
  const target = parse(location, href);
  if (!target || !/^https?:$/.test(target.protocol)) return undefined;
  const isWithin = target.origin === parse(href ?? '')?.origin;
  return { href: target.href, origin: target.origin, isAllowed: isAllowed && isWithin };
}

/**
 * Whether a response came from another origin than the request went to, because a `fetch` has followed a redirect by itself:
 * its word about the token does not count. Fetches over XMLHttpRequest, as React Native's, do not tell that there was one.
 * For authors of adapters.
 */
export function comesFromElsewhere(response: Partial<Pick<Response, 'redirected' | 'url'>>, href: string): boolean {
  if (response.redirected === false || !response.url) return false;
  return parse(response.url, href)?.origin !== parse(href)?.origin;
}

/**
 * What to tell the caller when a page's `fetch` has met a redirect that it must not follow with the headers of the token, see
 * {@link mustNotFollowRedirects}, and that it does not show. For authors of adapters.
 *
 * @param response To a request that was sent with `redirect: 'manual'`.
 * @returns `undefined` when it is no redirect.
 */
export function hiddenRedirect(response: {
  readonly type?: string;
  readonly status?: number | undefined;
}): TypeError | undefined {
  if (response.type !== 'opaqueredirect' && !redirects.includes(response.status)) return undefined;
  return new TypeError(
    'The API redirects this request, and the browser would take the header of the token along to whatever origin that is. Call the address that it redirects to.',
  );
}

/**
 * Follows redirects (Fetch Standard, "HTTP-redirect fetch"): within the origin with all headers, to another one without the
 * token and what belongs to it.
 *
 * @param response To a request that was sent with `redirect: 'manual'`.
 * @param sent What it was the response to.
 * @param ownHeaders Names of the token's headers.
 */
export async function followRedirects(
  response: Response,
  send: (href: string, init: RequestInit & { readonly headers: Headers }) => Promise<Response>,
  sent: Redirectable,
  ownHeaders: readonly string[],
): Promise<Followed> {
  let last = response;
  let request = sent;
  for (let count = 0; isRedirect(last); count++) {
    if (count === maxRedirects) throw new TypeError('The API redirects without end.');
    const from = { href: request.href, origin: '', isAllowed: true };
    const target = redirectDestination(from, last.headers.get('location') ?? '');
    if (!target?.href) throw new TypeError('The API redirects to an address that is not http(s).');
    last.body?.cancel?.().catch(() => {});
    const isForeign = !target.isAllowed;
    request = redirected(request, target.href, last.status);
    const { href, headers, init } = request;
    if (isForeign) for (const name of [...headersLeftBehind, ...ownHeaders]) headers.delete(name);
    last = await send(href, { ...init, headers, redirect: isForeign ? 'follow' : 'manual' });
    if (isForeign) return { response: last, isForeign };
  }
  return { response: last, isForeign: false };
}

export function isRedirect({ status, headers }: Response): boolean {
  return status > 300 && redirects.includes(status) && headers.get('location') !== null;
}

function redirected({ init, headers: before }: Redirectable, href: string, status: number): Redirectable {
  const { method = 'GET', body } = init;
  const headers = new Headers(before);
  const isChanged = status === 303 ? !/^(?:GET|HEAD)$/i.test(method) : status < 303 && /^POST$/i.test(method);
  if (isChanged) {
    for (const name of aboutTheBody) headers.delete(name);
    const { body: _, ...others } = init;
    return { href, headers, init: { ...others, method: 'GET' } };
  }
  if (isStream(body)) throw new TypeError('The API redirects a request whose body was a stream and is used up.');
  return { href, headers, init };
}

/** Streams can be read only once; every other kind of body can be sent twice. */
export function isStream(body: unknown): boolean {
  return (
    typeof body === 'object' && body !== null && ('getReader' in body || 'pipe' in body || Symbol.asyncIterator in body)
  );
}
