import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import * as esbuild from 'esbuild';

/** What came to a server, in order; the page itself and its preflights left out. */
export interface Arrived {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export interface BorderServer {
  readonly origin: string;
  readonly arrived: readonly Arrived[];
  /** How the next requests are answered; default: with data. */
  respond: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

/**
 * Ways in which a page's client sends a query, by the names under which {@link pageScript} knows them. graphql-request takes
 * no relative addresses.
 */
export const ways = ['createAuthorizedFetch', 'urql', 'Apollo', 'Apollo, context.uri'] as const;

export interface Border {
  /** Sends a query to the address, through a client that is made for it. Resolves with what came of it. */
  send(way: (typeof ways)[number], uri: string, origins: string[] | undefined): Promise<string>;
  /** The same with the token in a header of another name than `Authorization`. */
  sendInHeader(way: (typeof ways)[number], uri: string): Promise<string>;
  /** The token that all of them wait for is there. */
  release(): void;
  /** Opens a subscription over graphql-ws. Resolves with the error that it ends with. */
  subscribe(url: string): Promise<string>;
}

declare global {
  /** What {@link pageScript} leaves in a page. */
  var border: Border;
}

const script = `
  import { createAuthorizedFetch, createTokenRefresher } from '@token-refresher/core';
  import { tokenInUrl } from '@token-refresher/graphql-ws';
  import { tokenRefreshExchange } from '@token-refresher/urql';
  import { TokenRefreshLink } from '@token-refresher/apollo';
  import { Client, fetchExchange } from '@urql/core';
  import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client/core';
  import { createClient } from 'graphql-ws';

  const query = '{ viewer }';
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) };
  const apollo = (tokens, uri, context) => {
    const link = ApolloLink.from([new TokenRefreshLink(tokens, { uri }), new HttpLink({ uri })]);
    const client = new ApolloClient({ cache: new InMemoryCache(), link });
    return client.query({ query: gql(query), context, fetchPolicy: 'no-cache' });
  };
  const ways = {
    createAuthorizedFetch: (tokens, uri, origins) =>
      createAuthorizedFetch(tokens, { origins: origins ?? 'any' })(uri, post),
    urql: (tokens, url) =>
      new Client({ url, exchanges: [tokenRefreshExchange(tokens), fetchExchange], preferGetMethod: false })
        .query(query, {}).toPromise(),
    Apollo: (tokens, uri) => apollo(tokens, uri),
    'Apollo, context.uri': (tokens, uri) => apollo(tokens, '/graphql', { uri }),
  };
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  let count = 0;
  globalThis.border = {
    release,
    send: (way, uri, origins) => {
      const fetchToken = async () => { await released; return { value: 'canary-token' }; };
      return ways[way](createTokenRefresher(fetchToken, { origins }), uri, origins).then(() => 'done', String);
    },
    sendInHeader: (way, uri) => {
      const header = (token) => ({ 'X-Token': token });
      const tokens = createTokenRefresher(async () => ({ value: 'canary-token' }), { header });
      const text = ({ error } = {}) => String(error?.networkError ?? error ?? 'done');
      return ways[way](tokens, uri).then(text, (error) => String(error.networkError ?? error));
    },
    subscribe: (url) => new Promise((resolve) => {
      const tokens = createTokenRefresher(async () => ({ value: 'canary-token-' + ++count }));
      const client = createClient({ ...tokenInUrl(tokens, url), retryAttempts: 0 });
      client.subscribe({ query: 'subscription { price }' }, {
        next() {}, complete: () => resolve('complete'), error: (error) => resolve(String(error.reason ?? error)),
      });
    }),
  };
`;

/** The clients as a page gets them. */
export async function pageScript(): Promise<string> {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: script, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** A server that gives every page the script, and answers everything else with data, to pages of other origins too. */
export async function startBorderServer(code: string): Promise<BorderServer> {
  const arrived: Arrived[] = [];
  const server: Server = createServer((request, response) => {
    const { method, url, headers } = request;
    if (url === '/') {
      const head = { 'content-type': 'text/html', 'set-cookie': 'session=1; Path=/' };
      response.writeHead(200, head).end(`<!doctype html><title>A page</title><script type="module">${code}</script>`);
      return;
    }
    const origin = headers.origin ?? '*';
    if (method === 'OPTIONS') {
      const allowed = {
        'access-control-allow-headers': 'authorization, content-type, x-token',
        'access-control-allow-methods': '*',
      };
      response.writeHead(204, { 'access-control-allow-origin': origin, ...allowed }).end();
      return;
    }
    // Chromium asks for it by itself.
    if (url === '/favicon.ico') return void response.writeHead(404).end();
    arrived.push({ method, url, headers });
    border.respond(request, response);
  });
  server.on('upgrade', ({ method, url, headers }, socket) => {
    arrived.push({ method: `upgrade ${method}`, url, headers });
    socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const border: BorderServer = {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    arrived,
    respond({ headers }, response) {
      const head = { 'content-type': 'application/json', 'access-control-allow-origin': headers.origin ?? '*' };
      response.writeHead(200, head).end('{"data":{"viewer":"viewer"}}');
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return border;
}
