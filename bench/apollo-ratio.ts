// Measures how much longer an Apollo Client query takes with the link than with a fixed Authorization header.
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache, Observable } from '@apollo/client';
import { TokenRefreshLink } from '@token-refresher/apollo';
import { createTokenRefresher, staticToken } from '@token-refresher/core';
import { printRatios } from './print-ratios.ts';

/** The least that a link can do that looks at responses. */
function observing(): ApolloLink {
  return new ApolloLink(
    (operation, forward) =>
      new Observable((observer) => {
        const subscription = forward(operation).subscribe({
          next: (result) => observer.next(result),
          error: (error) => observer.error(error),
          complete: () => observer.complete(),
        });
        return () => subscription.unsubscribe();
      }),
  );
}

await printRatios('Apollo Client', ({ url, token }) => {
  const query = gql('{ viewer }');
  const queryThrough = (link: ApolloLink) => {
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return () => client.query({ query, fetchPolicy: 'no-cache' });
  };
  const plain = () => queryThrough(new HttpLink({ uri: url, headers: { authorization: `Bearer ${token}` } }));
  const tokens = createTokenRefresher(staticToken(token), { origins: [new URL(url).origin] });
  const ours = ApolloLink.from([new TokenRefreshLink(tokens, { uri: url }), new HttpLink({ uri: url })]);
  const observed = ApolloLink.from([
    observing(),
    new HttpLink({ uri: url, headers: { authorization: `Bearer ${token}` } }),
  ]);
  return {
    without: plain(),
    again: plain(),
    others: { TokenRefreshLink: queryThrough(ours), 'a link that only observes': queryThrough(observed) },
  };
});
