import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a vendor answers. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** A request that a vendor got. */
export interface Received {
  /** Such as `https://api.example.com/graphql`. */
  readonly at: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** By address: what is answered to the first request, the second, …; the last one for all further ones. */
export type Replies = Readonly<Record<string, readonly Reply[]>>;

/** A server that stands in for all vendors of a recipe. Whatever is not among `replies` is HTTP 599. */
export async function startStandIn(replies: Replies): Promise<{ origin: string; requests: readonly Received[] }> {
  const requests: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const at = (request.url ?? '').replace(/^\/(https?)\//, '$1://');
    const known = replies[at] ?? [];
    const before = requests.filter((earlier) => earlier.at === at).length;
    requests.push({ at, headers: request.headers, body });
    const reply = known[Math.min(before, known.length - 1)] ?? { status: 599, body: { unknown: at } };
    const isText = typeof reply.body === 'string';
    response.writeHead(reply.status, { 'content-type': isText ? 'text/plain' : 'application/json' });
    response.end(isText ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}
