import { ApolloLink, HttpLink } from '@apollo/client';
import { ApolloClient, InMemoryCache, registerApolloClient } from '@apollo/client-integration-nextjs';
import { TokenRefreshLink } from '@token-refresher/apollo';
import { tokensOf } from './identities.ts';
import { signedIn } from './session.ts';

/** For Server Components. Each request gets a client, and a cache, of its own; the token refresher is the account's. */
export const { query, PreloadQuery } = registerApolloClient(async () => {
  const account = await signedIn();
  if (!account) throw new Error('Nobody is signed in.');
  const { url: uri } = account;
  const link = ApolloLink.from([new TokenRefreshLink(tokensOf(account), { uri }), new HttpLink({ uri })]);
  return new ApolloClient({ cache: new InMemoryCache(), link });
});
