import { type TokenHeader, wouldFollowAnywhere } from '../protocol/token-usage/token-header.ts';
import { comesFromElsewhere, type Followed, followRedirects, hiddenRedirect, isRedirect } from './follow-redirects.ts';

/** A request that can be sent twice, to the one address that was checked. */
export interface OutgoingRequest {
  /** In capitals. */
  readonly method: string;
  readonly signal: AbortSignal | undefined;
  /** @param renewHeaders Given for a second send: changes its headers; the token is put on them afterwards. */
  withToken(token: string | undefined, renewHeaders?: (headers: Headers) => void): Sent;
  /** The response to what was sent, or the one that it redirects to. */
  settle(response: Response, sent: Sent): Followed | Promise<Followed>;
}

type TokenHeaders = ReturnType<TokenHeader>;

/** What is handed to a fetch. */
export interface Sent {
  readonly target: RequestInfo | URL;
  readonly init: RequestInit;
  /** Those that carry the token; `undefined` when it goes out without one. */
  readonly own: TokenHeaders | undefined;
}

/**
 * @param href The address that was checked, resolved. What `input` says by now does not count.
 * @param options.followsItself Whether redirects have to be left to `send`, as in a page.
 */
export function createOutgoing(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  href: string,
  send: typeof fetch,
  { header, followsItself }: { readonly header: TokenHeader; readonly followsItself: boolean },
): OutgoingRequest {
  const isOwn = send !== globalThis.fetch;
  const request = isRequest(input) ? input : undefined;
  const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
  const signal = init?.signal ?? request?.signal;
  const redirect = init?.redirect ?? request?.redirect ?? 'follow';
  const isLeftToFetch = redirect !== 'follow' || followsItself;

  const target = () => {
    if (request) return request.clone();
    // Fetches of the user's own may rely on the kind that their client gives them.
    return isOwn && typeof input !== 'string' ? new URL(href) : href;
  };

  const mustNotFollow = (own: TokenHeaders) => redirect === 'follow' && wouldFollowAnywhere(own);
  const follow = async (response: Response, sent: RequestInit, own: TokenHeaders) => {
    const written = request && (await spelledOut(request, method));
    const headers = sent.headers as Headers;
    return followRedirects(response, send, { href, headers, init: { ...written, ...sent } }, Object.keys(own));
  };

  return {
    method,
    signal,
    withToken(token, renewHeaders) {
      const again = renewHeaders && method === 'GET' ? pastTheCache() : undefined;
      if (token === undefined) return { target: target(), init: { ...init, ...again }, own: undefined };
      const own = header(token);
      const headers = new Headers(init?.headers ?? request?.headers);
      renewHeaders?.(headers);
      for (const name in own) headers.set(name, own[name] as string);
      const sent: RequestInit = { ...init, ...again, headers };
      if (!isLeftToFetch || mustNotFollow(own)) sent.redirect = 'manual';
      return { target: target(), init: sent, own };
    },
    settle(response, { init: sent, own }) {
      if (!own) return { response, isForeign: comesFromElsewhere(response, href) };
      const problem = isLeftToFetch && mustNotFollow(own) ? hiddenRedirect(response) : undefined;
      if (problem) throw problem;
      if (!isLeftToFetch && isRedirect(response)) return follow(response, sent, own);
      return { response, isForeign: (isLeftToFetch || isOwn) && comesFromElsewhere(response, href) };
    },
  };
}

/** The address as it stands at this moment. */
export function addressOf(input: RequestInfo | URL): string {
  return isRequest(input) ? input.url : String(input);
}

function isRequest(input: unknown): input is Request {
  return typeof input === 'object' && input !== null && 'clone' in input && 'url' in input;
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
