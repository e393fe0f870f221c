import { ApolloLink, gql, HttpLink } from '@apollo/client/core/index.js';
import {
  createTokenRefresher,
  type TokenEvent,
  type TokenRefresherOptions,
  TokenRequestError,
} from '@token-refresher/core';
import { type LocalApi, misbehave, startLocalApi, startStranger } from '@token-refresher/test-support';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeClient, respondingWith, watch } from './testing/stage.ts';
import { TokenRefreshLink } from './token-refresh-link.ts';

const query = gql('{ viewer }');
const page = 'https://app.example.com/trades';

/** As in Electron, whose pages have Node's `process`. */
function beInPage() {
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36' });
  vi.stubGlobal('process', Object.create(process, { type: { value: 'renderer' } }));
  onTestFinished(() => void vi.unstubAllGlobals());
}

async function localApi(): Promise<LocalApi> {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  return api;
}

const signedOut = async () => {
  throw new TokenRequestError('Nobody is signed in.', { code: 'signed_out', permanent: true });
};

describe('redirects', () => {
  const setUp = async ({ header, isGuest }: Pick<TokenRefresherOptions, 'header'> & { isGuest?: boolean } = {}) => {
    const api = await localApi();
    const tokens = createTokenRefresher(isGuest ? signedOut : async () => ({ value: api.issueToken() }), {
      origins: [api.origin],
      ...(header && { header }),
    });
    onTestFinished(() => tokens.close());
    const modes: unknown[] = [];
    const ask = async (behind: ApolloLink[] = []) => {
      const http = new HttpLink({
        fetch: (input, init) => {
          modes.push(init?.redirect);
          return fetch(input, init);
        },
      });
      const auth = new TokenRefreshLink(tokens, { uri: api.url });
      const client = makeClient(ApolloLink.from([auth, ...behind, http]));
      return client.query({ query, fetchPolicy: 'no-cache' }).then(
        ({ data }) => data,
        (error: unknown) => error,
      );
    };
    return { api, modes, ask };
  };
  const header = (token: string) => ({ 'X-Token': token, Authorization: `Bearer ${token}` });
  const elsewhere = async () => {
    const stranger = await startStranger();
    onTestFinished(() => stranger.close());
    const leading = new ApolloLink((operation, forward) => {
      operation.setContext({ uri: `${stranger.origin}/graphql` });
      return forward(operation);
    });
    return { stranger, leading };
  };

  test('that a page would follow with a header of another name than Authorization are an error', async () => {
    beInPage();
    const { stranger } = await elsewhere();
    const { api, modes, ask } = await setUp({ header });
    expect(await ask()).toEqual({ viewer: 'viewer' });
    api.graphqlRespondsWith(misbehave.redirect(`${stranger.origin}/graphql`));
    expect(await ask()).toMatchObject({ name: 'TypeError', message: expect.stringMatching(/^The API redirects this/) });
    expect(stranger.requests).toEqual([]);
    expect(modes).toEqual(['manual', 'manual']);
  });

  test('elsewhere they are followed within the origin, with that header', async () => {
    const { api, ask } = await setUp({ header });
    api.graphqlRespondsWith(misbehave.redirect(`${api.url}?moved`), { times: 1 });
    expect(await ask()).toEqual({ viewer: 'viewer' });
    expect(api.graphqlRequests.map(({ headers }) => headers['x-token'])).toEqual([
      api.issuedTokens[0],
      api.issuedTokens[0],
    ]);
  });

  test.each(['in a page', 'elsewhere'])('%s those of what has no token are left to fetch', async (where) => {
    if (where === 'in a page') beInPage();
    const guest = await setUp({ header, isGuest: true });
    guest.api.graphqlRespondsWith(misbehave.redirect(`${guest.api.url}?moved`), { times: 1 });
    await guest.ask();
    const { leading, stranger } = await elsewhere();
    const withheld = await setUp({ header });
    await withheld.ask([leading]);
    expect(guest.api.graphqlRequests.map(({ token }) => token)).toEqual([undefined, undefined]);
    expect(stranger.requests).toHaveLength(1);
    expect([guest.modes, withheld.modes]).toEqual([[undefined], [undefined]]);
  });

  test.each(['401 text', '200 data null and errors'] as const)(
    "another origin's %s, which fetch was redirected to, says nothing about the token",
    async (shape) => {
      beInPage();
      const other = await localApi();
      other.refuseWith(shape);
      const { api, ask } = await setUp();
      api.graphqlRespondsWith(misbehave.redirect(other.url));
      await ask();
      expect([api.graphqlRequests.length, other.graphqlRequests.length, api.issuedTokens.length]).toEqual([1, 1, 1]);
    },
  );

  test("the API's own, which fetch was redirected to within the origin, does", async () => {
    beInPage();
    const { api, ask } = await setUp();
    let count = 0;
    api.graphqlRespondsWith(() =>
      ++count === 1 ? misbehave.redirect(`${api.url}?moved`) : count === 2 ? misbehave.refuse('401 text') : null,
    );
    expect(await ask()).toEqual({ viewer: 'viewer' });
    expect(api.issuedTokens).toHaveLength(2);
  });
});

describe('what is no address does not mean the page', () => {
  beforeEach(() => {
    vi.stubGlobal('location', new URL(page));
    return () => void vi.unstubAllGlobals();
  });

  const withheld = async (options: TokenRefreshLink.Options, uri?: unknown) => {
    const tokens = createTokenRefresher(async () => ({ value: 'one' }));
    const events: TokenEvent[] = [];
    tokens.subscribe((event) => events.push(event));
    const end = respondingWith((observer) => observer.complete());
    await watch(new TokenRefreshLink(tokens, options).concat(end), { context: { uri } }).end;
    expect(end.sent[0]?.headers?.authorization).toBeUndefined();
    return events.map((event) => (event.type === 'token-withheld' ? event.origin : event.type));
  };

  test('a function that returns none for an operation', async () => {
    expect(await withheld({ uri: () => '' })).toEqual(['null']);
    expect(await withheld({ uri: () => undefined as never })).toEqual(['null']);
  });

  test('an address that cannot be read, and one that is no text', async () => {
    expect(await withheld({ uri: '/graphql' }, 'http://[')).toEqual(['null']);
    expect(await withheld({ uri: '/graphql' }, Object.create(null))).toEqual(['null']);
  });
});
