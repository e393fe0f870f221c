import '@token-refresher/example-live-page/style.css';
import { recordEvents, showPage } from '@token-refresher/example-live-page';
import { Provider } from 'urql';
import { App } from './app.tsx';
import { connect } from './connect.ts';

await showPage((api) => {
  const { tokens, client } = connect(api);
  const record = recordEvents(tokens);
  return (
    <Provider value={client}>
      <App api={api} tokens={tokens} record={record} />
    </Provider>
  );
});
