import type { IncomingBody } from './incoming-body.ts';
import type { NodeRequest } from './node-http.ts';

/**
 * The request as the web knows it.
 *
 * @throws TypeError when there is none: no valid host or address, or a method such as `TRACE`.
 */
export function webRequest(incoming: NodeRequest, body: IncomingBody, signal: AbortSignal): Request {
  const { method = 'GET', headers } = incoming;
  const init = { method, headers: webHeaders(headers), signal };
  const url = addressOf(incoming);
  if (method === 'GET' || method === 'HEAD') return new Request(url, init);
  const parsed = incoming.readableEnded ? textOf(incoming.body) : body.stream;
  // `duplex` is what Node wants beside a stream, and types of browsers do not know.
  return new Request(url, { ...init, body: parsed, duplex: 'half' } as RequestInit);
}

function addressOf({ headers, originalUrl, url = '/', socket }: NodeRequest): string {
  const target = originalUrl ?? url;
  // A client that takes this server for a proxy names the whole address.
  if (URL.canParse(target)) return target;
  const host = `${headers.host ?? 'localhost'}`;
  if (/[\s/\\?#@]/.test(host)) throw new TypeError('The request has no valid host.');
  const scheme = (socket as { encrypted?: boolean } | null | undefined)?.encrypted ? 'https' : 'http';
  return `${scheme}://${host}${target}`;
}

function webHeaders(headers: NodeRequest['headers']): Headers {
  const all = new Headers();
  for (const [name, values] of Object.entries(headers)) {
    for (const value of [values ?? []].flat()) all.append(name, value);
  }
  return all;
}

/** The body that a parser in front has read, again as it came or as JSON; `null` when none is left. */
function textOf(parsed: unknown): string | Uint8Array<ArrayBuffer> | null {
  if (parsed === undefined || typeof parsed === 'string') return parsed ?? null;
  return parsed instanceof Uint8Array ? new Uint8Array(parsed) : JSON.stringify(parsed);
}
