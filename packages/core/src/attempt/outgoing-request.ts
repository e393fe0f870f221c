import { abortReason } from '../aborted.ts';
import type { Clock } from '../clock.ts';
import {
  inSmallLetters,
  type TokenHeader,
  withTokenHeaders,
  wouldFollowAnywhere,
} from '../protocol/token-usage/token-header.ts';
import { comesFromElsewhere, type Followed, followRedirects, hiddenRedirect, isRedirect } from './follow-redirects.ts';
import { ignore, type PeekedResponse, type ReadResponse } from './peek-response.ts';

type TokenHeaders = ReturnType<TokenHeader>;

/** How requests are sent, and their responses read. */
export interface Route {
  readonly fetch: typeof fetch;
  /** Whether redirects have to be left to `fetch`, as in a page. */
  readonly followsItself: boolean;
  readonly header: TokenHeader;
  readonly read: ReadResponse;
  readonly clock: Clock;
}

/** A response that has come back. */
export interface Received extends PeekedResponse {
  /** Another origin has answered: its word about the token does not count. */
  readonly isForeign?: true;
}

/** What was handed to a fetch. */
interface Sent {
  readonly init: RequestInit;
  /** The headers that carry the token; `undefined` when it goes out without one. */
  readonly own: TokenHeaders | undefined;
}

/** A request that can be sent twice, to the one address that was checked. */
export class OutgoingRequest {
  readonly signal: AbortSignal | undefined;
  readonly #input: RequestInfo | URL;
  readonly #init: RequestInit | undefined;
  readonly #href: string;
  readonly #route: Route;
  readonly #request: Request | undefined;
  readonly #theirs: HeadersInit | undefined;
  readonly #redirect: RequestRedirect;

  /** @param href The address that was checked, resolved. What `input` says by now does not count. */
  constructor(input: RequestInfo | URL, init: RequestInit | undefined, href: string, route: Route) {
    const request = isRequest(input) ? input : undefined;
    this.signal = init?.signal ?? request?.signal;
    this.#input = input;
    this.#init = init;
    this.#href = href;
    this.#route = route;
    this.#request = request;
    const theirs = init?.headers ?? request?.headers;
    // What can be read only once would be gone at the second send.
    this.#theirs = theirs && 'next' in theirs ? new Headers(theirs as HeadersInit) : theirs;
    this.#redirect = init?.redirect ?? request?.redirect ?? 'follow';
  }

  /** In capitals. */
  get method(): string {
    return (this.#init?.method ?? this.#request?.method ?? 'GET').toUpperCase();
  }

  /**
   * @param renewHeaders Given for a second send: changes its headers; the token is put on them afterwards.
   * @throws what the signal was aborted with, as a rejection.
   */
  async send(token: string | undefined, renewHeaders?: (headers: Headers) => void): Promise<Received> {
    const { signal } = this;
    const { fetch, read, clock } = this.#route;
    try {
      const sent = this.#withToken(token, renewHeaders);
      const response = await fetch(this.#target(), sent.init);
      const elsewhere = this.#elsewhere(response, sent);
      const followed = elsewhere && (await elsewhere);
      if (followed?.isForeign)
        return { text: undefined, response: followed.response, discard: ignore, isForeign: true };
      const peeked = await read(followed?.response ?? response, clock);
      if (signal?.aborted) throw abortReason(signal);
      return peeked;
    } catch (error) {
      throw signal?.aborted ? abortReason(signal) : error;
    }
  }

  #withToken(token: string | undefined, renewHeaders: ((headers: Headers) => void) | undefined): Sent {
    const init: RequestInit = { ...this.#init };
    if (renewHeaders && this.method === 'GET') Object.assign(init, pastTheCache());
    if (token === undefined) return { init, own: undefined };
    const own = inSmallLetters(this.#route.header, token);
    const theirs = this.#theirs;
    if (!renewHeaders && isRecord(theirs)) {
      init.headers = withTokenHeaders(theirs, own);
    } else {
      const headers = new Headers(theirs);
      renewHeaders?.(headers);
      for (const name in own) headers.set(name, own[name] as string);
      init.headers = this.#asGiven(headers, own);
    }
    if (!this.#isLeftToFetch || this.#mustNotFollow(own)) init.redirect = 'manual';
    return { init, own };
  }

  /** Where a redirect leads, or another origin's response; `undefined` when it is the API's response to what was sent. */
  #elsewhere(response: Response, { init, own }: Sent): Followed | Promise<Followed> | undefined {
    const isLeftToFetch = this.#isLeftToFetch;
    const problem = own && isLeftToFetch && this.#mustNotFollow(own) ? hiddenRedirect(response) : undefined;
    if (problem) throw problem;
    if (own && !isLeftToFetch && isRedirect(response)) return this.#follow(response, init, own);
    const mayBeForeign = !own || isLeftToFetch || this.#isOwnFetch;
    return mayBeForeign && comesFromElsewhere(response, this.#href) ? { response, isForeign: true } : undefined;
  }

  async #follow(response: Response, init: RequestInit, own: TokenHeaders): Promise<Followed> {
    const written = this.#request && (await spelledOut(this.#request, this.method));
    const sent = { href: this.#href, headers: new Headers(init.headers), init: { ...written, ...init } };
    const send = (href: string, next: RequestInit & { readonly headers: Headers }) =>
      this.#route.fetch(href, { ...next, headers: this.#asGiven(next.headers, own) });
    return followRedirects(response, send, sent, Object.keys(own));
  }

  /** Fetches of the user's own may spread the headers, as far as their client gives them a plain object. */
  #asGiven(headers: Headers, own: TokenHeaders): HeadersInit {
    const theirs = this.#theirs;
    if (!isRecord(theirs)) return headers;
    const names = Object.keys(theirs).filter((name) => !(name.toLowerCase() in own));
    const asWritten = (name: string) => names.find((each) => each.toLowerCase() === name) ?? name;
    return Object.fromEntries(Array.from(headers, ([name, value]) => [asWritten(name), value]));
  }

  #target(): RequestInfo | URL {
    if (this.#request) return this.#request.clone();
    // Fetches of the user's own may rely on the kind that their client gives them.
    return this.#isOwnFetch && typeof this.#input !== 'string' ? new URL(this.#href) : this.#href;
  }

  get #isOwnFetch(): boolean {
    return this.#route.fetch !== globalThis.fetch;
  }

  get #isLeftToFetch(): boolean {
    return this.#route.followsItself || this.#redirect !== 'follow';
  }

  #mustNotFollow(own: TokenHeaders): boolean {
    return this.#redirect === 'follow' && wouldFollowAnywhere(own);
  }
}

/** The address as it stands at this moment. */
export function addressOf(input: RequestInfo | URL): string {
  return isRequest(input) ? input.url : String(input);
}

function isRequest(input: unknown): input is Request {
  return typeof input === 'object' && input !== null && 'clone' in input && 'url' in input;
}

/** The plain object that most clients give to `fetch`: it takes less to copy than `Headers`. */
function isRecord(headers: unknown): headers is Record<string, string> {
  return (
    typeof headers === 'object' &&
    headers !== null &&
    Object.getPrototypeOf(headers) === Object.prototype &&
    !(Symbol.iterator in headers)
  );
}

async function spelledOut(request: Request, method: string): Promise<RequestInit> {
  const { signal, credentials } = request;
  const body = /^(?:GET|HEAD)$/.test(method) ? null : await request.clone().arrayBuffer();
  return { method, signal, credentials, body };
}

/** The response "Unauthorized" to a GET may be in the HTTP cache. Some edge runtimes have none and refuse the option. */
function pastTheCache(): RequestInit | undefined {
  return 'cache' in Request.prototype ? { cache: 'reload' } : undefined;
}
