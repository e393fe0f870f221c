import { createTokenRefresher } from '@token-refresher/core';
import { createGate, misbehave, startLocalApi } from '@token-refresher/test-support';
import { tokenRefreshExchange } from '@token-refresher/urql';
import { Window } from 'happy-dom';
import type { ReactElement } from 'react';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadReact, type ReactWithUrql } from './load-react.ts';

const reacts = [
  { react: 'react', 'react-dom': 'react-dom', version: '19' },
  { react: 'react-18', 'react-dom': 'react-dom-18', version: '18' },
];
const urqls = [
  { urql: 'urql', '@urql/core': '@urql/core', version: '5' },
  { urql: 'urql-4', '@urql/core': '@urql/core-5', version: '4' },
];
const combinations = reacts.flatMap(({ version: react, ...reactPackages }) =>
  urqls.map(({ version: urql, ...urqlPackages }) => ({ react, urql, versions: { ...reactPackages, ...urqlPackages } })),
);
const modes = [true, false].flatMap((strict) => [true, false].map((suspense) => ({ strict, suspense })));

/** A page, and no complaint on the console until it is gone. */
beforeEach(() => {
  const window = new Window();
  // Not the whole environment: fetch must stay the real one.
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', window.document);
  const complain = vi.spyOn(console, 'error');
  // Runs after what the tests register themselves, while the page is still there.
  onTestFinished(() => {
    expect(complain.mock.calls).toEqual([]);
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
});

describe.each(combinations)('React $react, urql $urql', ({ react, versions }) => {
  let loaded: ReactWithUrql;
  beforeAll(async () => {
    loaded = await loadReact(versions);
  });

  test('this is the React that it says', () => expect(loaded.React.version.split('.')[0]).toBe(react));

  describe.each(modes)('StrictMode $strict, suspense $suspense', ({ strict, suspense }) => {
    /** An API whose token has just been revoked, and a page of the application. */
    async function setPage(content: (seen: (state: string) => void) => ReactElement) {
      const { React, ReactDOM, urql } = loaded;
      const api = await startLocalApi();
      onTestFinished(() => api.close());
      const tokens = createTokenRefresher(async ({ signal }) => {
        const form = { grant_type: 'client_credentials', client_id: api.clientId, client_secret: api.clientSecret };
        const body = new URLSearchParams({ ...form, scope: 'api' });
        const response = await (await fetch(api.tokenEndpoint, { method: 'POST', body, signal })).json();
        return { value: (response as { access_token: string }).access_token };
      });
      await tokens.getToken();
      api.revokeAll();
      api.resetLog();
      const client = new urql.Client({
        url: api.url,
        suspense,
        exchanges: [urql.cacheExchange, tokenRefreshExchange(tokens), urql.fetchExchange],
      });
      const states: string[] = [];
      let look = () => {};
      const seen = (state: string) => {
        states.push(state);
        look();
      };
      const until = (state: string, times = 1) =>
        new Promise<void>((resolve) => {
          look = () => {
            if (states.filter((known) => known === state).length >= times) resolve();
          };
          look();
        });
      const root = ReactDOM.createRoot(document.body.appendChild(document.createElement('div')));
      onTestFinished(() => {
        root.unmount();
        return new Promise<void>((resolve) => setImmediate(resolve));
      });
      const page = React.createElement(urql.Provider, { value: client }, content(seen));
      const waiting = React.createElement(React.Suspense, { fallback: null }, page);
      root.render(strict ? React.createElement(React.StrictMode, null, waiting) : waiting);
      return { api, tokens, root, states, until };
    }

    function Query({ document, seen }: { document: string; seen: (state: string) => void }) {
      const [{ data, error, fetching }] = loaded.urql.useQuery({ query: document });
      const state = error ? error.message : fetching ? 'fetching' : (data?.viewer ?? 'nothing');
      loaded.React.useEffect(() => seen(state), [state, seen]);
      return state;
    }
    const query = (name: string, seen: (state: string) => void) =>
      loaded.React.createElement(Query, { document: `query ${name} { viewer }`, seen, key: name });

    test('useQuery: one token request, and no error is shown on the way', async () => {
      const { api, states, until } = await setPage((seen) => query('One', seen));
      await until('viewer');
      expect(states.filter((state) => state !== 'fetching' && state !== 'viewer')).toEqual([]);
      expect(document.body.textContent).toBe('viewer');
      expect(api.tokenRequests).toHaveLength(1);
      expect(api.graphqlRequests.map(({ status }) => status)).toEqual([401, 200]);
    });

    test('many useQuery share one token request', async () => {
      const names = ['A', 'B', 'C', 'D'];
      const { api, states, until } = await setPage((seen) =>
        loaded.React.createElement(loaded.React.Fragment, null, ...names.map((name) => query(name, seen))),
      );
      await until('viewer', names.length);
      expect(states.filter((state) => state !== 'fetching' && state !== 'viewer')).toEqual([]);
      expect(api.tokenRequests).toHaveLength(1);
    });

    test('useMutation: executed once, with one token request', async () => {
      let mutate = () => {};
      function Button({ seen }: { seen: (state: string) => void }) {
        const [{ data, error, fetching }, execute] = loaded.urql.useMutation('mutation { count }');
        const state = error ? error.message : fetching ? 'fetching' : data ? `count ${data.count}` : 'ready';
        loaded.React.useEffect(() => {
          mutate = () => void execute({});
          seen(state);
        }, [state, seen, execute]);
        return state;
      }
      const { api, states, until } = await setPage((seen) => loaded.React.createElement(Button, { seen }));
      await until('ready');
      mutate();
      await until('count 1');
      expect(new Set(states)).toEqual(new Set(['ready', 'fetching', 'count 1']));
      expect([api.tokenRequests.length, api.executions.count]).toEqual([1, 1]);
    });

    // A suspended component is not mounted yet; urql lets its query run to the end.
    if (suspense) return;

    test('unmounted during the refresh: nothing more is sent', async () => {
      const gate = createGate();
      const { api, tokens, root } = await setPage((seen) => query('Gone', seen));
      api.tokenEndpointRespondsWith(misbehave.hold(gate));
      await gate.waitFor(1);
      root.unmount();
      gate.release();
      await tokens.getToken();
      // What is sent now has arrived when so many others have been there and back.
      for (let trip = 0; trip < 20; trip++) await fetch(api.origin);
      expect(api.graphqlRequests).toHaveLength(1);
    });
  });
});
