import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ApolloLink } from '@apollo/client/core';
import type * as Context from '@apollo/client/link/context';
import type * as ErrorHandling from '@apollo/client/link/error';
import { type Clock, createTokenRefresher } from '@token-refresher/core';
import { clientCredentials } from '@token-refresher/server';
import type { LocalApi } from '@token-refresher/test-support';
import { build } from 'esbuild';
import { from, mergeMap } from 'rxjs';
import { type ApolloWithLink, loadApollo, packageOf } from './apollo-versions.ts';

/** A token as the token endpoint gives it. */
export interface Issued {
  readonly access_token: string;
  readonly expires_in: number;
}

/** What a contestant works with. */
export interface Setup {
  readonly api: LocalApi;
  /** Issued just now, if there is one. */
  readonly token: Issued | undefined;
  readonly clock: Clock;
}

/** One way to authenticate an Apollo client. */
export interface Contestant {
  readonly name: string;
  readonly apollo: ApolloWithLink;
  /** What stands before the terminating link. */
  links(setup: Setup): ApolloLink[];
}

/** Everybody who takes part. */
export async function loadContestants(): Promise<Contestant[]> {
  const [apollo3, apollo4] = await Promise.all([loadApollo('3.14.1'), loadApollo('4.3.8')]);
  return [ours(apollo4), ours(apollo3), await documented(apollo4), await apolloLinkTokenRefresh(apollo3)];
}

async function fetchToken({ tokenEndpoint, clientId, clientSecret }: LocalApi): Promise<Issued> {
  const credentials = { client_id: clientId, client_secret: clientSecret };
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'api', ...credentials });
  const response = await fetch(tokenEndpoint, { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Issued;
}

function ours(apollo: ApolloWithLink): Contestant {
  return {
    name: `TokenRefreshLink, Apollo ${apollo.version}`,
    apollo,
    links({ api: { tokenEndpoint, clientId, clientSecret }, token, clock }) {
      const fromServer = clientCredentials({ tokenEndpoint, clientId, clientSecret, scope: 'api' });
      const atHand = token && [{ value: token.access_token, expiresAt: clock.now() + token.expires_in * 1000 }];
      const tokens = createTokenRefresher(async (request) => atHand?.shift() ?? fromServer(request), { clock });
      return [new apollo.TokenRefreshLink(tokens)];
    },
  };
}

/**
 * "Authentication" and "Retrying operations" of Apollo's documentation, as they stand there, except that the new token
 * is awaited: in the documentation `getNewToken()` is synchronous, which no token endpoint is.
 */
async function documented(apollo: ApolloWithLink): Promise<Contestant> {
  const { SetContextLink } = await apollo.entry<typeof Context>('link/context');
  const { ErrorLink } = await apollo.entry<typeof ErrorHandling>('link/error');
  return {
    name: `Apollo's documentation, Apollo ${apollo.version}`,
    apollo,
    links({ api, token }) {
      let stored = token?.access_token;
      const getNewToken = async () => {
        stored = (await fetchToken(api)).access_token;
        return stored;
      };
      const authLink = new SetContextLink(async ({ headers }) => ({
        headers: { ...headers, authorization: `Bearer ${stored ?? (await getNewToken())}` },
      }));
      const errorLink = new ErrorLink(({ error, operation, forward }) => {
        if (!apollo.core.CombinedGraphQLErrors.is(error)) return;
        for (const err of error.errors) {
          switch ((err.extensions as { code: unknown }).code) {
            case 'UNAUTHENTICATED':
              return from(getNewToken()).pipe(
                mergeMap((authorization) => {
                  const oldHeaders = operation.getContext().headers;
                  operation.setContext({ headers: { ...oldHeaders, authorization } });
                  return forward(operation);
                }),
              );
          }
        }
        return;
      });
      return [errorLink, authLink];
    },
  };
}

/** As its README sets it up, with the context link that its users need beside it. */
async function apolloLinkTokenRefresh(apollo: ApolloWithLink): Promise<Contestant> {
  const { setContext } = await apollo.entry<typeof Context>('link/context');
  const { TokenRefreshLink } = await loadPeer(apollo);
  return {
    name: `apollo-link-token-refresh 0.7.0, Apollo ${apollo.version}`,
    apollo,
    links({ api, token, clock }) {
      let stored = token && { value: token.access_token, expiresAt: clock.now() + token.expires_in * 1000 };
      const refresh = new TokenRefreshLink({
        isTokenValidOrUndefined: async () => stored !== undefined && clock.now() < stored.expiresAt,
        fetchAccessToken: async () => Response.json(await fetchToken(api)),
        handleFetch: (value) => {
          stored = { value, expiresAt: clock.now() + 3_600_000 };
        },
        handleError: () => {},
      });
      return [
        refresh,
        setContext((_, { headers }) => ({ headers: { ...headers, authorization: `Bearer ${stored?.value}` } })),
      ];
    },
  };
}

interface Peer {
  readonly TokenRefreshLink: new (options: {
    isTokenValidOrUndefined: () => Promise<boolean>;
    fetchAccessToken: () => Promise<Response>;
    handleFetch: (token: string) => void;
    handleError: (error: Error) => void;
  }) => ApolloLink;
}

/** Its code with its import of Apollo bound to that version. */
async function loadPeer({ version }: ApolloWithLink): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'apollo-link-token-refresh-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const main = createRequire(import.meta.url).resolve('apollo-link-token-refresh');
  const apollo = packageOf(version);
  const outfile = join(folder, 'index.mjs');
  await build({
    entryPoints: [join(dirname(main), 'tokenRefreshLink.js')],
    bundle: true,
    format: 'esm',
    outfile,
    nodePaths: [join(apollo, '../..')],
    plugins: [
      {
        name: 'apollo',
        setup({ onResolve }) {
          const path = pathToFileURL(join(apollo, 'core/index.js')).href;
          onResolve({ filter: /^@apollo\/client\/core$/ }, () => ({ path, external: true }));
        },
      },
    ],
  });
  return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Peer;
}
