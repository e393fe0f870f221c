import { randomBytes, randomUUID } from 'node:crypto';
import { createBehaviourSwitch } from './behaviour.ts';
import { createExecutions, resetExecutions } from './executions.ts';
import { createGate } from './gate.ts';
import { createGraphqlEndpoint, type GraphqlRequest } from './graphql-endpoint.ts';
import { startHttpServer } from './http-server.ts';
import { createLiveEndpoint } from './live-endpoint.ts';
import type { LocalApi, LocalApiOptions } from './local-api.ts';
import type { RefusalName } from './refusal-shapes.ts';
import { createRequestLog } from './request-log.ts';
import { createTokenEndpoint, type FetchTokenOptions } from './token-endpoint.ts';
import { createTokenStore } from './token-store.ts';
import { createTradeFeed } from './trade-feed.ts';

/** Starts an API that stands in for Bitquery: a token endpoint and a GraphQL endpoint on one free loopback port. */
export async function startLocalApi(options: LocalApiOptions = {}): Promise<LocalApi> {
  const { now = Date.now, clientAuthentication: method = 'client_secret_post', cors = false } = options;
  let lifetimeSeconds = options.tokenLifetimeSeconds ?? 17_999;
  let application = { clientId: randomUUID(), clientSecret: randomSecret(), method, deleted: false };
  let refusal = { shape: '401 text' as RefusalName, everything: false };
  const tokens = createTokenStore(now);
  const schemaParts = { executions: createExecutions(), slowField: createGate(), feed: createTradeFeed() };
  const { executions, slowField } = schemaParts;
  const tokenLog = createRequestLog<FetchTokenOptions>();
  const graphqlLog = createRequestLog<GraphqlRequest>();
  const tokenBehaviours = createBehaviourSwitch();
  const graphqlBehaviours = createBehaviourSwitch();

  const answerToken = createTokenEndpoint({
    now,
    tokens,
    application: () => application,
    lifetimeSeconds: () => lifetimeSeconds,
    behaviours: tokenBehaviours,
    log: tokenLog,
  });
  const answerGraphql = createGraphqlEndpoint({
    now,
    tokens,
    schemaParts,
    behaviours: graphqlBehaviours,
    log: graphqlLog,
    origin: () => http.origin,
    refusal: () => refusal,
  });
  const http = await startHttpServer(async (request, response) => {
    if (cors) {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-headers', 'authorization, *');
      response.setHeader('access-control-allow-methods', 'GET, POST');
    }
    const path = request.url?.split('?')[0];
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else if (path === '/oauth2/token') await answerToken(request, response);
    else if (path === '/graphql') await answerGraphql(request, response);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found');
  });

  const {
    live,
    upgrade,
    reset: resetLive,
  } = createLiveEndpoint({
    now,
    tokens,
    schemaParts,
    origin: () => http.origin,
    refusesEverything: () => refusal.everything,
  });
  http.server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] === '/graphql') void upgrade(request, socket, head);
    else if (http.server.listenerCount('upgrade') === 1) socket.destroy();
  });

  return {
    url: `${http.origin}/graphql`,
    tokenEndpoint: `${http.origin}/oauth2/token`,
    origin: http.origin,
    clientId: application.clientId,
    clientSecret: application.clientSecret,
    issueToken: ({ scope = 'api', lifetimeSeconds: seconds = lifetimeSeconds } = {}) => tokens.issue(scope, seconds),
    get issuedTokens() {
      return tokens.issued;
    },
    problemWith: (token) => tokens.problemWith(token),
    expire: (token) => tokens.expire(token),
    expireAll: () => tokens.expire(),
    revoke: (token) => tokens.revoke(token),
    revokeAll: () => tokens.revoke(),
    deleteApplication() {
      application = { ...application, deleted: true };
      tokens.revoke();
    },
    setTokenLifetime(seconds) {
      lifetimeSeconds = seconds;
    },
    refuseWith(shape) {
      refusal = { ...refusal, shape };
    },
    refuseEverything(everything) {
      refusal = { ...refusal, everything };
    },
    tokenEndpointAnswers: (choice, times) => tokenBehaviours.set(choice, times),
    graphqlAnswers: (choice, times) => graphqlBehaviours.set(choice, times),
    slowField,
    tokenRequests: tokenLog.entries,
    graphqlRequests: graphqlLog.entries,
    tokenRequestsReached: (count) => tokenLog.reached(count),
    graphqlRequestsReached: (count) => graphqlLog.reached(count),
    executions,
    resetLog() {
      tokenLog.reset();
      graphqlLog.reset();
      resetLive();
      resetExecutions(executions);
    },
    live,
    server: http.server,
    close: () => http.close(),
  };
}

/** As Hydra's: `.` and `~` may occur; `+`, `%` and `&` break whoever forgets to encode. */
function randomSecret(): string {
  return `${randomBytes(15).toString('base64url')}.~+%&=`;
}
