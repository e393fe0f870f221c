import '@token-refresher/example-live-page/style.css';
import { ApolloProvider } from '@apollo/client/react';
import { recordEvents, showPage } from '@token-refresher/example-live-page';
import { App } from './app.tsx';
import { connect } from './connect.ts';

await showPage((api) => {
  const { tokens, client } = connect(api);
  const record = recordEvents(tokens);
  return (
    <ApolloProvider client={client}>
      <App api={api} tokens={tokens} record={record} />
    </ApolloProvider>
  );
});
