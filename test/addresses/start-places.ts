import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Servers of several origins on this machine, each of which answers everything and follows every wish to be sent elsewhere. */
export interface Servers {
  /** `HOST:PORT` of each. */
  readonly hosts: readonly string[];
  /** The origins that have received the token in whatever form, as the client named them. */
  readonly receivers: Set<string>;
  readonly received: () => number;
}

export async function startServers(hosts: readonly string[], token: string): Promise<Servers> {
  const receivers = new Set<string>();
  let received = 0;
  const note = async (request: IncomingMessage) => {
    let said = JSON.stringify(request.rawHeaders) + request.url;
    for await (const chunk of request) said += chunk;
    received++;
    if (said.includes(token)) receivers.add(`http://${request.headers.host}`);
    return said.includes('[{') || /operations|batch/.test(said);
  };
  const start = async (host: string) => {
    const server: Server = createServer(async (request, response) => {
      const isBatch = await note(request);
      const [, location] = /^\/to\/([^?]*)/.exec(request.url ?? '') ?? [];
      if (location) {
        response.writeHead(307, { location: decodeURIComponent(location) }).end();
        return;
      }
      const data = { data: { viewer: 'viewer' } };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(isBatch ? [data] : data));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, host.replace(/[[\]]/g, ''), resolve);
    });
    onTestFinished(() => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    });
    return `${host}:${(server.address() as AddressInfo).port}`;
  };
  return { hosts: await Promise.all(hosts.map(start)), receivers, received: () => received };
}
