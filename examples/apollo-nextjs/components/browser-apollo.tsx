'use client';

import { ApolloLink, HttpLink } from '@apollo/client';
import { ApolloClient, ApolloNextAppProvider, InMemoryCache } from '@apollo/client-integration-nextjs';
import { TokenRefreshLink } from '@token-refresher/apollo';
import { brokerToken, createTokenRefresher, sharedAcrossTabs } from '@token-refresher/core';
import type { PropsWithChildren, ReactElement } from 'react';

interface Address {
  /** It is part of the broker's address, so that tabs of different accounts do not share a token. */
  readonly account: string;
  readonly url: string;
  readonly origins: readonly string[];
}

/**
 * The Apollo client of the page's Client Components. They are rendered on the server too; there they ask for nothing
 * and find what `PreloadQuery` got, so no token is needed and nobody has to know whose it would be.
 */
export function BrowserApollo({ account, url, origins, children }: PropsWithChildren<Address>): ReactElement {
  const makeClient = () => {
    const broker = brokerToken(`/api/token?account=${encodeURIComponent(account)}`);
    const tokens = createTokenRefresher(sharedAcrossTabs(broker), { origins });
    const link = ApolloLink.from([new TokenRefreshLink(tokens, { uri: url }), new HttpLink({ uri: url })]);
    return new ApolloClient({ cache: new InMemoryCache(), link });
  };
  return <ApolloNextAppProvider makeClient={makeClient}>{children}</ApolloNextAppProvider>;
}
