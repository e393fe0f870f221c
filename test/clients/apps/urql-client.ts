import { tokenRefreshExchange } from '@token-refresher/urql';
import { cacheExchange, createClient, fetchExchange } from '@urql/core';
import type { AppStage } from '../client-app.ts';

/** The options of every application with urql. */
export function urqlClient({ url, tokens }: AppStage) {
  const exchanges = [cacheExchange, tokenRefreshExchange(tokens), fetchExchange];
  return createClient({ url, exchanges, requestPolicy: 'network-only' });
}
