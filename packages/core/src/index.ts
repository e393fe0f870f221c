export { abortReason } from './aborted.ts';
export { type Attempt, type AttemptOptions, startAttempt } from './attempt/attempt.ts';
export { authorizationHeaders, mustNotFollowRedirects, withAuthorization } from './attempt/authorization-headers.ts';
export {
  type AuthorizedFetch,
  type AuthorizedFetchOptions,
  createAuthorizedFetch,
} from './attempt/authorized-fetch.ts';
export type { AuthorizedCall, PublicRequest } from './attempt/authorized-sender.ts';
export { type ClientFetch, type ClientFetchOptions, createClientFetch } from './attempt/client-fetch.ts';
export {
  comesFromElsewhere,
  followsRedirectsItself,
  headersLeftBehind,
  hiddenRedirect,
  maxRedirects,
  redirectDestination,
} from './attempt/follow-redirects.ts';
export { hasOrigins, mayCarryToken, reportWithheld, requestDestination } from './attempt/may-carry-token.ts';
export { replaceToken } from './attempt/replace-token.ts';
export { waitFor401 } from './attempt/wait-for-401.ts';
export { type Clock, systemClock } from './clock.ts';
export { TokenRequestError, type TokenRequestErrorCode, type TokenRequestErrorOptions } from './errors.ts';
export { checkOptionNames, invalidOption, refresherOptions } from './options.ts';
export { isSocketRefusal } from './protocol/api-response/socket-refusal.ts';
export { type ApiResponse, type IsUnauthorized, isUnauthorized } from './protocol/api-response/unauthorized.ts';
export { type OperationType, operationType } from './protocol/operation/operation-type.ts';
export { readBoundedText } from './protocol/token-endpoint/bounded-body.ts';
export { expiryOf } from './protocol/token-endpoint/expiry.ts';
export { jwtExpiry } from './protocol/token-endpoint/jwt-expiry.ts';
export { outOfCaches } from './protocol/token-endpoint/out-of-caches.ts';
export { rateLimitEnd } from './protocol/token-endpoint/rate-limit.ts';
export { retryAfter } from './protocol/token-endpoint/retry-after.ts';
export { readTokenResponse, type UnusableTokenResponse } from './protocol/token-endpoint/token-response.ts';
export { type Destination, isConfidential } from './protocol/token-usage/allowed-origins.ts';
export { checkAccessToken } from './protocol/token-usage/check-access-token.ts';
export { withoutToken } from './protocol/token-usage/without-token.ts';
export { assertTokenRefresher } from './refresher/assert-token-refresher.ts';
export type { NoRetryReason, RefreshReason, TokenEvent, TokenEventListener } from './refresher/events/events.ts';
export { renewToken } from './refresher/renew-token.ts';
export { createTokenRefresher, type TokenRefresher, type TokenRefresherOptions } from './refresher/token-refresher.ts';
export { type BrokerTokenOptions, brokerToken } from './sources/broker-token.ts';
export { type SharedAcrossTabsOptions, sharedAcrossTabs } from './sources/shared-across-tabs.ts';
export { staticToken } from './sources/static-token.ts';
export { type Identified, tokenIdentity } from './sources/token-identity.ts';
export type { AccessToken, FetchToken, FetchTokenOptions } from './token.ts';
