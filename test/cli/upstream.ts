import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ProxiedApi } from './client-of.ts';

/** An API whose responses the test writes, and a token endpoint. */
export interface Upstream extends ProxiedApi {
  token(): string;
}

/** Starts it on a free port. @param respond What it does at `/graphql` and everywhere else but the token endpoint. */
export async function startUpstream(
  respond: (request: IncomingMessage, response: ServerResponse) => unknown,
  tokens: 'always the same' | 'another each time' = 'always the same',
): Promise<Upstream> {
  let token = `token-${Math.random().toString(36).slice(2)}`;
  const server = createServer((request, response) => {
    if (request.url !== '/oauth2/token') return void respond(request, response);
    request.resume();
    if (tokens === 'another each time') token += 'x';
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600, scope: 'api' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/graphql`,
    tokenEndpoint: `${origin}/oauth2/token`,
    clientId: 'client',
    clientSecret: 'secret-of-the-client',
    token: () => token,
  };
}
