import { createTokenRefresher, isConfidential } from '@token-refresher/core';
import { presetOf } from './command-line/preset.ts';
import type { ProxyArguments } from './command-line/read-arguments.ts';
import { tokenSource } from './command-line/token-source.ts';
import { createGraphiQLPage, pagePath } from './graphiql/graphiql-page.ts';
import { sentenceOf } from './own-words.ts';
import { type ProxyServer, type ProxySettings, startProxyServer } from './proxy/proxy-server.ts';
import { say } from './say.ts';
import { UsageError } from './usage-error.ts';
import { tokenPlace } from './websocket/token-place.ts';

const defaultPort = 4010;

/** Runs until the process is told to end. @throws UsageError, and an error when it cannot listen. */
export async function proxyCommand(values: ProxyArguments): Promise<void> {
  const preset = presetOf(values.preset);
  const insecureHosts = hosts(values['allow-insecure-requests']);
  const api = apiUrl(values.api ?? preset.api, insecureHosts);
  const port = portOf(values.port);
  const place = values['websocket-token'];
  const websocketToken = place === undefined ? (preset.websocketToken ?? { in: 'header' }) : tokenPlace(place);
  const page = values.graphiql ? createGraphiQLPage(api.pathname) : undefined;
  const { fetchToken } = await tokenSource(values);
  const tokens = createTokenRefresher(fetchToken, { origins: [api.origin], allowInsecureRequests: insecureHosts });
  tokens.subscribe((event) => {
    if (event.type === 'refresh-failed') say(`There is no new token: ${sentenceOf(event.error)}`);
  });

  const hasToEnd = endSignal();
  const server = await start({ tokens, api, port, websocketToken, page });
  const url = `${server.origin}${api.pathname}`;
  const graphiql = page && `${server.origin}${pagePath}`;
  process.stdout.write(values.json ? `${JSON.stringify({ url, graphiql })}\n` : `${url}\n`);
  say(`${url} leads to ${api.origin}${api.pathname}, with a token.${graphiql ? ` GraphiQL is at ${graphiql}.` : ''}`);
  // Whoever comes first need not wait, and wrong credentials show at once.
  tokens.getToken().catch(() => {});
  await hasToEnd;
  await server.close();
  tokens.close();
}

async function start(settings: ProxySettings): Promise<ProxyServer> {
  try {
    return await startProxyServer(settings);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new Error(`Port ${settings.port} is taken. Choose another one with --port.`);
    throw new Error(`The proxy cannot listen on port ${settings.port}: ${code}.`);
  }
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function endSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** @throws UsageError when one is none: it would allow nothing, and the API's URL would seem to be wrong. */
function hosts(given: readonly string[] = []): readonly string[] {
  const isHost = (host: string) => URL.canParse(`http://${host}`) && isConfidential(new URL(`http://${host}`), [host]);
  if (given.every(isHost)) return given;
  throw new UsageError('--allow-insecure-requests must be a host, such as keycloak:8080; it may come several times.');
}

function apiUrl(given: string | undefined, insecureHosts: readonly string[]): URL {
  if (!given) throw new UsageError('The API is missing: give its URL with --api.');
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || url.username || url.password || url.hash) {
    throw new UsageError('--api must be a URL such as https://api.example.com/graphql, without a user name.');
  }
  if (!isConfidential(url, insecureHosts)) {
    throw new UsageError(
      '--api must be https, because a token goes there; http is for this machine, and for hosts that --allow-insecure-requests names.',
    );
  }
  return url;
}

function portOf(given = `${defaultPort}`): number {
  if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given);
  throw new UsageError('--port must be a number from 0 to 65535.');
}
