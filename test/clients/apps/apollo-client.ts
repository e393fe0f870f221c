import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { TokenRefreshLink } from '@token-refresher/apollo';
import type { AppStage } from '../client-app.ts';

/** The link of every application with Apollo Client. */
export function link({ url, tokens }: AppStage): ApolloLink {
  return ApolloLink.from([new TokenRefreshLink(tokens, { uri: url }), new HttpLink({ uri: url })]);
}

export function apolloClient(stage: AppStage): ApolloClient {
  return new ApolloClient({ cache: new InMemoryCache(), link: link(stage), devtools: { enabled: false } });
}
