/** What of one package is mutated, and which tests should notice. */
export interface Scope {
  /** The share of mutants that tests should notice, in percent. */
  readonly goal: number;
  /** Globs, from the root. */
  readonly tests: readonly string[];
  /** Names of tests that are left out: of the same for another version of a client, or another host. */
  readonly without?: RegExp;
}

const own = (name: string) => `packages/${name}/src/**/*.test.ts`;
const contract = (name: string) => `test/contract/${name}.test.ts`;

/** By the package's name. */
export const scopes: Readonly<Record<string, Scope>> = {
  core: { goal: 95, tests: [own('core')] },
  server: {
    goal: 90,
    tests: [own('server'), 'test/broker/node-hosts.test.ts', 'test/oauth/client-credentials.test.ts'],
    without: /^Express 4/,
  },
  apollo: {
    goal: 90,
    tests: [own('apollo'), contract('apollo'), 'test/apollo-peers/{chains,origins,parts,redirects,web-socket}.test.ts'],
    without: /Apollo Client (?:3.8|4.0)/,
  },
  urql: { goal: 90, tests: [own('urql'), contract('urql')], without: /@urql\/core 5/ },
  'graphql-request': {
    goal: 90,
    tests: [own('graphql-request'), contract('graphql-request')],
    without: /graphql-request 6/,
  },
  'graphql-ws': { goal: 90, tests: [own('graphql-ws'), 'test/contract/live/live-contract.test.ts'] },
};
