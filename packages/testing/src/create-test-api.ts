import { checkOptionNames } from '@token-refresher/core';
import { type ApiRequest, createApiEndpoint } from './endpoints/api-endpoint.ts';
import { createRequestLog } from './endpoints/request-log.ts';
import { createTokenEndpoint, type Endpoint, type TokenEndpointRequest } from './endpoints/token-endpoint.ts';
import { createFaultSwitch } from './faults/fault-switch.ts';
import type { Refusal } from './messages/refusal-shapes.ts';
import type { TestApi, TestApiOptions } from './test-api.ts';
import { type ApiTokens, base64url, createApiTokens } from './tokens/api-tokens.ts';
import { checkSeconds } from './tokens/check-seconds.ts';

/** Where the two endpoints are. */
export interface Addresses {
  readonly url: string;
  readonly tokenEndpoint: string;
}

/** A test API without a transport. */
export interface Parts {
  readonly api: TestApi;
  readonly tokens: ApiTokens;
  readonly refusesEverything: () => boolean;
  readonly respondToTokenRequest: Endpoint;
  readonly respondToApiRequest: Endpoint;
}

/** Makes the endpoints and what controls them, of options that have been checked. */
export function createTestApi(options: TestApiOptions, addresses: Addresses): Parts {
  const { respond = () => ({ data: {} }), scope, clock = Date } = options;
  const method = options.clientAuthentication ?? 'client_secret_post';
  const { clientId = crypto.randomUUID(), clientSecret = randomSecret() } = options;
  const { url, tokenEndpoint } = addresses;
  let application = { clientId, clientSecret, method, deleted: false };
  let lifetime = options.tokenLifetimeSeconds ?? 3600;
  let refusal = { shape: '401 text' as Refusal, everything: false };
  const now = () => clock.now();
  const scopes = scope?.split(' ').filter(Boolean);
  const tokens = createApiTokens(now, scopes ?? []);
  const tokenLog = createRequestLog<TokenEndpointRequest>();
  const apiLog = createRequestLog<ApiRequest>();
  const tokenFaults = createFaultSwitch('tokenEndpointRespondsWith');
  const apiFaults = createFaultSwitch('apiRespondsWith');

  const api: TestApi = {
    url,
    tokenEndpoint,
    clientId,
    clientSecret,
    credentials: { tokenEndpoint, clientId, clientSecret, ...(scope !== undefined && { scope }) },
    issueToken(of = {}) {
      checkOptionNames('issueToken', of, ['scope', 'lifetimeSeconds']);
      const { lifetimeSeconds = lifetime } = of;
      checkSeconds('issueToken', 'lifetimeSeconds', lifetimeSeconds, { mayBeNegative: true });
      return tokens.issue(of.scope ?? scope ?? '', lifetimeSeconds);
    },
    issueRefreshToken: () => tokens.issueRefreshToken(scope ?? ''),
    issuedTokens: tokens.issued,
    problemWith: (token) => tokens.problemWith(token),
    expire: (token) => tokens.expire(token),
    revoke: (token) => tokens.revoke(token),
    deleteClient() {
      application = { ...application, deleted: true };
      tokens.revoke();
    },
    setTokenLifetime(seconds) {
      checkSeconds('setTokenLifetime', 'seconds', seconds);
      lifetime = seconds;
    },
    refuseWith(shape) {
      refusal = { ...refusal, shape };
    },
    refuseEverything(everything) {
      refusal = { ...refusal, everything };
    },
    tokenEndpointRespondsWith: (fault, times) => tokenFaults.set(fault, times),
    apiRespondsWith: (fault, times) => apiFaults.set(fault, times),
    tokenRequests: tokenLog.entries,
    apiRequests: apiLog.entries,
    tokenRequestsReached: (count) => tokenLog.reached(count),
    apiRequestsReached: (count) => apiLog.reached(count),
    resetLog() {
      tokenLog.reset();
      apiLog.reset();
    },
  };
  const ofTokens = {
    faults: tokenFaults,
    log: tokenLog,
    application: () => application,
    lifetimeSeconds: () => lifetime,
  };
  const ofApi = { faults: apiFaults, log: apiLog, refusal: () => refusal, respond };
  return {
    api,
    tokens,
    refusesEverything: () => refusal.everything,
    respondToTokenRequest: createTokenEndpoint({ now, tokens, scopes, ...ofTokens }),
    respondToApiRequest: createApiEndpoint({ now, tokens, ...ofApi }),
  };
}

/** `.` and `~` may occur in secrets; `+`, `%` and `&` break whoever forgets to encode. */
function randomSecret(): string {
  return `${base64url(crypto.getRandomValues(new Uint8Array(15)))}.~+%&=`;
}
