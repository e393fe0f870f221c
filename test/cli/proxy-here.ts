import { createTokenRefresher } from '@token-refresher/core';
import { clientCredentials } from '@token-refresher/server';
import { onTestFinished } from 'vitest';
import { startProxyServer } from '../../packages/cli/src/proxy/proxy-server.ts';
import { tokenPlace } from '../../packages/cli/src/websocket/token-place.ts';
import type { ProxiedApi } from './client-of.ts';
import type { ProxyProcess } from './proxy-process.ts';

/** What the command starts when it has read its arguments, in this process: to start another one takes longer than a test. */
export async function startProxyHere(
  { url, tokenEndpoint, clientId, clientSecret }: ProxiedApi,
  websocketToken = 'header',
): Promise<Pick<ProxyProcess, 'url' | 'origin'>> {
  const api = new URL(url);
  const source = clientCredentials({ tokenEndpoint, clientId, clientSecret, scope: 'api' });
  const tokens = createTokenRefresher(source, { origins: [api.origin] });
  const place = tokenPlace(websocketToken);
  const { origin, close } = await startProxyServer({ tokens, api, port: 0, websocketToken: place, page: undefined });
  onTestFinished(async () => {
    await close();
    tokens.close();
  });
  return { origin, url: `${origin}${api.pathname}` };
}
