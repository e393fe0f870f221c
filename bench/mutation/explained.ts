interface Place {
  /** The end of the file's path. */
  readonly file: string;
  /** A part of the code as it was. */
  readonly code: string;
  /** What became of it, where other changes of the same place are noticed. */
  readonly became?: string;
}

/** Why no test can notice, or need notice, changes of a place. */
export interface Explanation extends Place {
  readonly because: string;
}

/** A survivor of a run in `results.json` that a test notices by now, tried by hand. The next run shows it by itself. */
export interface NoticedSince extends Place {
  /** The test's path, as the survivor's: from the package's `src`. */
  readonly by: string;
}

export const explained: readonly Explanation[] = [
  {
    file: 'attempt/authorized-sender.ts',
    code: 'href === undefined',
    became: 'false',
    because: 'the same: what is no address is never allowed; the comparison is for the compiler',
  },
  {
    file: 'refresher/refresh/token-requests.ts',
    code: 'number < broughtToken',
    became: 'number <= broughtToken',
    because: 'the same: a request brings one token',
  },
  {
    file: 'refresher/rejections/rejections.ts',
    code: 'value !== undefined',
    became: 'true',
    because: 'the same: without a token there is none that is new; the comparison is for the compiler',
  },
  {
    file: 'sources/tab-channel.ts',
    code: '() => listeners.delete(listener)',
    because: 'the same, with more memory: what is heard later resolves nothing any more',
  },
  {
    file: 'protocol/api-response/api-response.ts',
    code: 'isParsed || status >= 400',
    became: 'true',
    because: 'the same, more slowly: it saves parsing a body that says nothing of the kind',
  },
  {
    file: 'protocol/token-endpoint/retry-after.ts',
    code: "''",
    became: '"Stryker was here!"',
    because: 'the same: neither text is a number or a date',
  },
  {
    file: 'urql/src/configured-url.ts',
    code: 'url === undefined',
    became: 'true',
    because: 'the same, more slowly: the client is asked for its URL again',
  },
  {
    file: 'urql/src/configured-url.ts',
    code: 'urls.set(client, url);',
    because: 'the same, more slowly: the client is asked for its URL again',
  },
  {
    file: 'urql/src/token-refresh-auth.ts',
    code: '() => false',
    became: '() => undefined',
    because: 'the same: authExchange takes either for no',
  },
  {
    file: 'urql/src/token-refresh-exchange.ts',
    code: "operation.kind === 'teardown'",
    became: 'false',
    because: 'the same: nothing is sent for a teardown',
  },
  {
    file: 'urql/src/token-refresh-exchange.ts',
    code: "'teardown'",
    because: 'the same: nothing is sent for a teardown',
  },
  {
    file: 'apollo/src/apollo-response.ts',
    code: '[]',
    became: '["Stryker was here"]',
    because: 'the same: only what comes after the first is read',
  },
  {
    file: 'apollo/src/callers-leave.ts',
    code: '!this.controller',
    became: 'true',
    because: 'the same: each wait asks once, and is over before the next',
  },
  {
    file: 'apollo/src/send-twice-at-most.ts',
    code: 'this.first',
    became: 'true',
    because: 'the same: what was held came of it; the comparison is for the compiler',
  },
  {
    file: 'apollo/src/send-twice-at-most.ts',
    code: 'this.first?.unsubscribe',
    because: 'the same: what was held came of it; the question mark is for the compiler',
  },
  {
    file: 'apollo/src/operation-with-token.ts',
    code: 'others.response',
    became: 'true',
    because: 'the same: without a response there is nothing to wait for',
  },
  {
    file: 'apollo/src/operation-with-token.ts',
    code: 'uri === context.uri',
    became: 'false',
    because: 'the same, more slowly: the address is looked at again',
  },
  {
    file: 'pages/token-broker.ts',
    code: 'scope !== undefined',
    because: 'was the same, and is gone: JSON has no undefined',
  },
  {
    file: 'grants/token-endpoint-url.ts',
    code: "''",
    because: 'was the same, and is gone: neither text is an address',
  },
  {
    file: 'grants/token-request.ts',
    code: "typeof parameters === 'object'",
    because: 'was the same, and is gone: parameters without a grant are refused',
  },
  {
    file: 'token-endpoint/missing-scope.ts',
    code: '/[\\s,]+/',
    because: 'was the same, and is gone: empty parts are left out anyway',
  },
  {
    file: 'pages/graphql-operations.ts',
    code: '!isObject(json)',
    because: 'was the same, and is gone: what is no object has no operation in it',
  },
  {
    file: 'page-endpoint/page-origins.ts',
    code: "''",
    because: 'of the first, gone; of the second, noticed since by pages/token-broker.test.ts',
  },
  {
    file: 'attempt/follow-redirects.ts',
    code: "''",
    because: 'the same: without an address nothing is allowed anyway',
  },
  {
    file: 'cached-token/cached-token.ts',
    code: 'same.expires.monotonic < expires.monotonic',
    because: 'is gone: the first look at a life counts',
  },
  {
    file: 'token-usage/without-token.ts',
    code: 'plain.length < lengths.plain',
    because: 'is gone: short secrets are looked for in every form',
  },
  {
    file: 'token-usage/allowed-origins.ts',
    code: 'base === pageAddress()',
    because: 'is gone: the comparison of origins says it, too',
  },
  {
    file: 'graphql-ws/src/socket/past-operations.ts',
    code: 'operations.size > maxRemembered',
    became: 'operations.size >= maxRemembered',
    because: 'one operation less is remembered, of a thousand; the number is no promise',
  },
];

export const noticedSince: readonly NoticedSince[] = [
  {
    file: 'attempt/authorized-fetch.ts',
    code: "typeof keepsServing !== 'boolean'",
    by: 'attempt/authorized-fetch-options.test.ts',
  },
  {
    file: 'attempt/authorized-fetch.ts',
    code: "'must be true or false'",
    by: 'attempt/authorized-fetch-options.test.ts',
  },
  { file: 'attempt/follow-redirects.ts', code: "'getReader' in body", by: 'attempt/authorized-fetch.test.ts' },
  {
    file: 'protocol/api-response/unauthorized.ts',
    code: 'errors.length > 0',
    by: 'protocol/api-response/unauthorized.test.ts',
  },
  { file: 'attempt/attempt.ts', code: 'used !== undefined', by: 'attempt/attempt.test.ts' },
  {
    file: 'attempt/authorized-sender.ts',
    code: "'must be false, or left out'",
    by: 'attempt/authorized-fetch-options.test.ts',
  },
  {
    file: 'protocol/token-endpoint/jwt-expiry.ts',
    code: 'Number.isFinite(value)',
    by: 'protocol/token-endpoint/jwt-expiry.test.ts',
  },
  {
    file: 'refresher/rejections/rejections.ts',
    code: "'rejected'",
    by: 'attempt/attempt.test.ts, attempt/new-token.test.ts',
  },
  {
    file: 'refresher/refresh/token-requests.ts',
    code: 'clock.clearTimeout(timer);',
    by: 'refresher/token-refresher.test.ts',
  },
  {
    file: 'refresher/refresh/token-requests.ts',
    code: 'No access token within',
    by: 'refresher/token-refresher.test.ts',
  },
  { file: 'sources/broker-response.ts', code: "''", by: 'sources/broker-token.test.ts' },
  { file: 'sources/broker-response.ts', code: 'status >= 300', by: 'sources/broker-token.test.ts' },
  { file: 'sources/broker-response.ts', code: 'status >= 500', by: 'sources/broker-token.test.ts' },
  { file: 'sources/broker-response.ts', code: "'it has none for now'", by: 'sources/broker-token.test.ts' },
  { file: 'sources/broker-response.ts', code: "'it failed'", by: 'sources/broker-token.test.ts' },
  { file: 'sources/static-token.ts', code: '(.*)\\1$/s', by: 'sources/static-token.test.ts' },
  { file: 'sources/static-token.ts', code: 'pasted.trim()', by: 'sources/static-token.test.ts' },
  { file: 'sources/tab-channel.ts', code: '{ scope }', by: 'sources/shared-across-tabs.test.ts' },
  { file: 'urql/src/authorized-operations.ts', code: 'kind} {', by: 'other-exchanges.test.ts' },
  { file: 'urql/src/authorized-operations.ts', code: '(query as Located)', by: 'other-exchanges.test.ts' },
  { file: 'urql/src/token-refresh-exchange.ts', code: "kind !== 'query'", by: 'token-refresh-exchange.test.ts' },
  {
    file: 'urql/src/token-refresh-exchange.ts',
    code: 'client.subscribeToDebugTarget?.',
    by: 'token-refresh-exchange.test.ts',
  },
  { file: 'client-authentication.ts', code: "typeof clockSkewMs !== 'number'", by: 'grants/endpoint-options.test.ts' },
  { file: 'client-authentication.ts', code: 'which is signed elsewhere', by: 'grants/endpoint-options.test.ts' },
  { file: 'grants/token-request.ts', code: "'grant_type'", by: 'grants/token-request.test.ts' },
  { file: 'node/to-node-handler.ts', code: '!outgoing.writableFinished', by: 'node/to-node-handler.test.ts' },
  { file: 'token-endpoint/server-words.ts', code: "value.trim() !== ''", by: 'token-endpoint/server-words.test.ts' },
  { file: 'apollo/src/apollo-response.ts', code: 'headers?.get', by: 'unfinished-refusals.test.ts' },
  { file: 'apollo/src/apollo-response.ts', code: 'Array.isArray(errors)', by: 'token-refresh-link.test.ts' },
  {
    file: 'graphql-ws/src/socket/operations-in-flight.ts',
    code: 'isLast',
    became: 'true',
    by: 'resending.test.ts',
  },
  { file: 'apollo/src/destination.ts', code: "'about:invalid'", became: '""', by: 'in-a-page.test.ts' },
  { file: 'apollo/src/destination.ts', code: "{ return 'about:invalid'; }", by: 'in-a-page.test.ts' },
  {
    file: 'apollo/src/operation-with-token.ts',
    code: 'this.#token === undefined || !this.#destination.isAllowed || this.#followsRedirects',
    became: 'true',
    by: 'in-a-page.test.ts',
  },
  {
    file: 'apollo/src/operation-with-token.ts',
    code: 'this.#token === undefined || !this.#destination.isAllowed || this.#followsRedirects',
    became: 'false',
    by: 'redirects.test.ts',
  },
  {
    file: 'apollo/src/operation-with-token.ts',
    code: 'this.#token !== undefined && this.#destination.isAllowed',
    by: 'in-a-page.test.ts',
  },
  { file: 'apollo/src/redirect-target.ts', code: "headers?.get?.('location')", by: 'redirects.test.ts' },
  { file: 'apollo/src/redirect-target.ts', code: 'href ?? url', by: 'redirects.test.ts' },
  { file: 'apollo/src/redirect-target.ts', code: 'status === 308', became: 'false', by: 'redirects.test.ts' },
  { file: 'apollo/src/redirect-target.ts', code: 'own?.has', became: 'own.has', by: 'redirects.test.ts' },
  {
    file: 'apollo/src/send.ts',
    code: 'Object(value).response ?? response',
    became: 'Object(value).response && response',
    by: 'in-a-page.test.ts',
  },
  { file: 'apollo/src/send.ts', code: 'href !== undefined', became: 'true', by: 'redirects.test.ts' },
  { file: 'client-authentication/private-key.ts', code: 'header === null', by: 'grants/endpoint-options.test.ts' },
  {
    file: 'client-authentication/client-authentication.ts',
    code: "'clientAssertion'",
    by: 'grants/endpoint-options.test.ts',
  },
  { file: 'grants/endpoint-settings.ts', code: 'isSecretName(name) === isSecret', by: 'grants/secrets.test.ts' },
  { file: 'grants/refresh-token.ts', code: 'The token refresher was reset.', by: 'grants/refresh-token.test.ts' },
  { file: 'node/to-node-handler.ts', code: 'outgoing.destroy();', by: 'node/to-node-handler.test.ts' },
  { file: 'node/web-request.ts', code: 'encrypted', by: 'node/to-node-handler.test.ts' },
  { file: 'pages/token-broker.ts', code: 'secondsLeft(next) < 1', by: 'pages/token-broker.test.ts' },
  { file: 'token-endpoint/network-failure.ts', code: 'w{1,40}', by: 'grants/secrets.test.ts' },
  { file: 'token-endpoint/network-failure.ts', code: 'value: error.name', by: 'grants/secrets.test.ts' },
  { file: 'token-endpoint/network-failure.ts', code: 'code === undefined', by: 'grants/secrets.test.ts' },
  {
    file: 'pages/page-endpoint/page-origins.ts',
    code: "method !== 'OPTIONS'",
    by: 'pages/page-endpoint/page-access.test.ts',
  },
  { file: 'pages/page-endpoint/page-origins.ts', code: 'a-z', by: 'pages/token-broker.test.ts' },
  { file: 'pages/page-endpoint/page-origins.ts', code: "'/…'", by: 'pages/token-broker.test.ts' },
  { file: 'token-endpoint/advice.ts', code: 'authentication method', by: 'grants/client-credentials.test.ts' },
  {
    file: 'token-endpoint/endpoint-response.ts',
    code: "typeof json === 'object'",
    by: 'grants/client-credentials.test.ts',
  },
  { file: 'attempt/follow-redirects.ts', code: 'process?.versions?.node', by: 'attempt/follow-redirects.test.ts' },
  { file: 'token-endpoint/rate-limit.ts', code: 'number >= 1e12', by: 'protocol/token-endpoint/rate-limit.test.ts' },
  { file: 'attempt/attempt.ts', code: 'status === undefined', by: 'attempt/attempt.test.ts' },
  { file: 'attempt/peek-response.ts', code: "'pipe' in body", by: 'attempt/node-streams.test.ts' },
  { file: 'api-response/api-response.ts', code: 'event-stream', by: 'protocol/api-response/api-response.test.ts' },
  { file: 'operation/may-have-run.ts', code: '[^{(]', by: 'protocol/operation/may-have-run.test.ts' },
  { file: 'refresh/refreshes.ts', code: 'joined.isOver()', by: 'refresher/cut-off-refresh.test.ts' },
  { file: 'token-usage/allowed-origins.ts', code: '127(?:', by: 'attempt/may-carry-token.test.ts' },
];
