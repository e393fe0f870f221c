import { type TokenHeader, wouldFollowAnywhere } from '../protocol/token-header.ts';
import { comesFromElsewhere, followRedirects, hiddenRedirect, isRedirect } from './follow-redirects.ts';

/** A request that can be sent twice, to the one address that was checked. */
export interface OutgoingRequest {
  /** In capitals. */
  readonly method: string;
  readonly signal: AbortSignal | undefined;
  /**
   * @param renewHeaders Given for a second send: changes its headers; the token is put on them afterwards.
   * @returns the response, and whether it is another origin's, behind a redirect.
   */
  sendWith(
    token: string | undefined,
    renewHeaders?: (headers: Headers) => void,
  ): Promise<{ readonly response: Response; readonly isForeign: boolean }>;
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

  return {
    method,
    signal,
    async sendWith(token, renewHeaders) {
      const again = renewHeaders && method === 'GET' ? pastTheCache() : undefined;
      if (token === undefined) return { response: await send(target(), { ...init, ...again }), isForeign: false };
      const own = header(token);
      const headers = new Headers(init?.headers ?? request?.headers);
      renewHeaders?.(headers);
      for (const name in own) headers.set(name, own[name] as string);
      const sent: RequestInit = { ...init, ...again, headers };
      const mustNotFollow = redirect === 'follow' && wouldFollowAnywhere(own);
      if (!isLeftToFetch || mustNotFollow) sent.redirect = 'manual';
      const response = await send(target(), sent);
      const problem = isLeftToFetch && mustNotFollow ? hiddenRedirect(response) : undefined;
      if (problem) throw problem;
      if (isLeftToFetch || !isRedirect(response)) {
        return { response, isForeign: (isLeftToFetch || isOwn) && comesFromElsewhere(response, href) };
      }
      const written = request && (await spelledOut(request, method));
      return followRedirects(response, send, { href, headers, init: { ...written, ...sent } }, Object.keys(own));
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
