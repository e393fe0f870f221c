// A process whose only operation is left while it waits for a token that does not come. Nothing else keeps it alive.
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client/core/index.js';
import { createTokenRefresher } from '@token-refresher/core';
import { TokenRefreshLink } from '../token-refresh-link.ts';

const uri = 'http://127.0.0.1:1/graphql';
const tokens = createTokenRefresher(() => new Promise(() => {}), { timeoutMs: 2 ** 31 - 1 });
const link = ApolloLink.from([new TokenRefreshLink(tokens, { uri }), new HttpLink({ uri })]);
const client = new ApolloClient({ cache: new InMemoryCache(), link, devtools: { enabled: false } });
const subscription = client.watchQuery({ query: gql('{ viewer }') }).subscribe({});
await new Promise((resolve) => setImmediate(resolve));
subscription.unsubscribe();
