import { createTokenRefresher, type TokenRefresher } from '@token-refresher/core';
import { clientCredentials, createTokenBroker, type TokenBroker } from '@token-refresher/server';
import type { Account } from './accounts.ts';
import { oncePerProcess } from './once-per-process.ts';
import { createRecent } from './recent.ts';
import { signedIn } from './session.ts';

interface Identity {
  readonly tokens: TokenRefresher;
  readonly broker: TokenBroker;
}

/** An identity that is dropped and comes back costs one token request. */
const identities = oncePerProcess('identities', () => createRecent<Identity>(1_000));

/** The one token refresher of this account: for its Server Components, whoever they are rendered for. */
export const tokensOf = (account: Account): TokenRefresher => identityOf(account).tokens;

/** What hands this account's token to its own pages. */
export const brokerOf = (account: Account): TokenBroker => identityOf(account).broker;

function identityOf(account: Account): Identity {
  const known = identities.get(account.id);
  if (known) return known;
  const { id, origins, credentials } = account;
  const fetchToken = clientCredentials(credentials);
  const tokens = createTokenRefresher(fetchToken, { origins });
  tokens.subscribe((event) => {
    if (event.type === 'refresh-failed') console.warn(`No token for ${id}: ${event.code}`);
  });
  const broker = createTokenBroker({ tokens, authorize: async () => (await signedIn())?.id === id });
  identities.set(id, { tokens, broker });
  return { tokens, broker };
}
