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
    file: 'apollo/src/callers-leave.ts',
    code: '!this.controller',
    became: 'true',
    because: 'the same: each wait asks once, and is over before the next',
  },
  {
    file: 'graphql-ws/src/socket/past-operations.ts',
    code: 'operations.size > maxRemembered',
    became: 'operations.size >= maxRemembered',
    because: 'one operation less is remembered, of a thousand; the number is no promise',
  },
  {
    file: 'apollo/src/send-twice-at-most.ts',
    code: 'first?.readUnread401',
    because: 'the same: there is a first send whenever something is waited for; the comparison is for the compiler',
  },
  {
    file: 'grants/token-endpoint-url.ts',
    code: "typeof entry !== 'string'",
    became: 'false',
    because: 'the same: a host is equal to a string only; the comparison is for the compiler',
  },
  {
    file: 'pages/graphql-proxy.ts',
    code: '{ once: true }',
    became: '{}',
    because: 'the same: a signal is aborted once',
  },
  {
    file: 'token-endpoint/secret-traces.ts',
    code: '[]',
    became: '["Stryker was here"]',
    because: 'the same: no server says that',
  },
  {
    file: 'token-endpoint/secret-traces.ts',
    code: 'code <= 0x10ffff',
    became: 'code < 0x10ffff',
    because: 'the same: the last code point is no character',
  },
];

export const noticedSince: readonly NoticedSince[] = [
  { file: 'urql/src/authorized-operations.ts', code: 'kind} {', by: 'other-exchanges.test.ts' },
  { file: 'urql/src/authorized-operations.ts', code: '(query as Located)', by: 'other-exchanges.test.ts' },
  { file: 'urql/src/token-refresh-exchange.ts', code: "kind !== 'query'", by: 'token-refresh-exchange.test.ts' },
  {
    file: 'urql/src/token-refresh-exchange.ts',
    code: 'client.subscribeToDebugTarget?.',
    by: 'token-refresh-exchange.test.ts',
  },
  { file: 'graphql-ws/src/socket/operations-in-flight.ts', code: 'isLast', became: 'true', by: 'resending.test.ts' },
  { file: 'token-usage/allowed-origins.ts', code: '127(?:', by: 'attempt/may-carry-token.test.ts' },
  { file: 'pages/graphql-proxy.ts', code: "'url'", by: 'pages/graphql-proxy.test.ts' },
  { file: 'token-endpoint/secret-traces.ts', code: "''", by: 'token-endpoint/redactor.test.ts' },
  { file: 'token-endpoint/secret-traces.ts', code: '([0-7]{3})', by: 'token-endpoint/redactor.test.ts' },
];
