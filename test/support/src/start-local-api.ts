import { createGate } from '@token-refresher/testing';
import { createExecutions, resetExecutions } from './graphql/executions.ts';
import { createGraphqlServer } from './graphql/graphql-server.ts';
import { createTradeFeed } from './graphql/trade-feed.ts';
import { createLiveEndpoint } from './live/live-endpoint.ts';
import type { LocalApi, LocalApiOptions } from './local-api.ts';
import { createTestApi, type Parts, startHttpServer, withCors } from './testing-inside.ts';

/** Starts an API that stands in for Bitquery: a token endpoint and a GraphQL endpoint on one free loopback port. */
export async function startLocalApi(options: LocalApiOptions = {}): Promise<LocalApi> {
  const { now = Date.now, cors = false, tokenLifetimeSeconds = 17_999, clientAuthentication } = options;
  const schemaParts = { executions: createExecutions(), slowField: createGate(), feed: createTradeFeed() };
  const { executions, slowField } = schemaParts;
  const endpoint: Parts['respondToApiRequest'] = async (request, sent) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/oauth2/token') return parts.respondToTokenRequest(request, sent);
    return pathname === '/graphql'
      ? parts.respondToApiRequest(request, sent)
      : new Response('Not Found', { status: 404 });
  };
  const http = await startHttpServer(cors ? withCors(endpoint) : endpoint);
  const parts = createTestApi(
    {
      scope: 'api',
      tokenLifetimeSeconds,
      clientAuthentication,
      clock: { now },
      respond: createGraphqlServer(schemaParts),
    },
    { url: `${http.origin}/graphql`, tokenEndpoint: `${http.origin}/oauth2/token` },
  );
  const { api, tokens, refusesEverything } = parts;

  const {
    live,
    upgrade,
    reset: resetLive,
  } = createLiveEndpoint({ now, tokens, schemaParts, refusesEverything, origin: () => http.origin });
  http.server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] === '/graphql') void upgrade(request, socket, head);
    else if (http.server.listenerCount('upgrade') === 1) socket.destroy();
  });

  return {
    ...api,
    origin: http.origin,
    server: http.server,
    close: http.close,
    live,
    slowField,
    executions,
    expireAll: () => api.expire(),
    revokeAll: () => api.revoke(),
    deleteApplication: () => api.deleteClient(),
    graphqlRespondsWith: api.apiRespondsWith,
    graphqlRequests: api.apiRequests,
    graphqlRequestsReached: api.apiRequestsReached,
    resetLog() {
      api.resetLog();
      resetLive();
      resetExecutions(executions);
    },
  };
}
