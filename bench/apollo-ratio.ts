// Measures how much longer an Apollo Client query takes with the link than with a fixed Authorization header.
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { TokenRefreshLink } from '@token-refresher/apollo';
import { createTokenRefresher, staticToken } from '@token-refresher/core';
import { printRatios } from './print-ratios.ts';

await printRatios('Apollo Client', ({ url, token }) => {
  const query = gql('{ viewer }');
  const queryThrough = (link: ApolloLink) => {
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return () => client.query({ query, fetchPolicy: 'no-cache' });
  };
  const plain = () => queryThrough(new HttpLink({ uri: url, headers: { authorization: `Bearer ${token}` } }));
  const tokens = createTokenRefresher(staticToken(token));
  const ours = ApolloLink.from([new TokenRefreshLink(tokens), new HttpLink({ uri: url })]);
  return { without: plain(), again: plain(), others: { TokenRefreshLink: queryThrough(ours) } };
});
