// Measures how much longer an Apollo Client query takes with the link than with a fixed Authorization header.
import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  gql,
  HttpLink,
  InMemoryCache,
  Observable,
} from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
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

/** What applications have that do it by hand; here it need not do more than look. */
function byHand(token: string): ApolloLink[] {
  return [
    new SetContextLink(async ({ headers }) => ({ headers: { ...headers, authorization: `Bearer ${token}` } })),
    new ErrorLink(({ error }) => {
      if (CombinedGraphQLErrors.is(error)) throw error;
    }),
  ];
}

const query = gql('{ viewer }');
const queryThrough = (...chain: ApolloLink[]) => {
  const client = new ApolloClient({ link: ApolloLink.from(chain), cache: new InMemoryCache() });
  return () => client.query({ query, fetchPolicy: 'no-cache' });
};
const http = ({ url, token }: { readonly url: string; readonly token: string }) =>
  new HttpLink({ uri: url, headers: { authorization: `Bearer ${token}` } });

await printRatios<typeof import('@token-refresher/apollo')>({
  client: 'Apollo Client',
  adapter: 'apollo',
  name: 'TokenRefreshLink',
  plain: (api) => queryThrough(http(api)),
  ours({ url, token }, { core, adapter }) {
    const tokens = core.createTokenRefresher(core.staticToken(token), { origins: [new URL(url).origin] });
    return queryThrough(new adapter.TokenRefreshLink(tokens, { uri: url }), new HttpLink({ uri: url }));
  },
  others: {
    'a link that only observes': (api) => queryThrough(observing(), http(api)),
    'SetContextLink and ErrorLink': ({ url, token }) => queryThrough(...byHand(token), new HttpLink({ uri: url })),
  },
});
