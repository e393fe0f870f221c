import { createTokenRefresher, type TokenRefresher } from '@token-refresher/core';
import { bitquery } from '@token-refresher/core/bitquery';
import { clientCredentials, createTokenBroker, type TokenBroker } from '@token-refresher/server';

// As usage.ts, for a server without a GraphQL client.
export function bySecret(): TokenRefresher {
  return createTokenRefresher(clientCredentials({ ...bitquery.oauth, clientId: 'id', clientSecret: 'secret' }));
}

export async function byKey(): Promise<TokenBroker> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const fetchToken = clientCredentials({
    tokenEndpoint: 'https://auth.example.com/token',
    clientId: 'id',
    clientAuthentication: 'private_key_jwt',
    privateKey: { key: keys.privateKey, kid: '1' },
  });
  return createTokenBroker({ tokens: createTokenRefresher(fetchToken), authorize: () => true });
}
