import type { ClientCredentialsOptions } from '@token-refresher/server';

/** A customer, with the application that they registered at the API. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** The GraphQL API. */
  readonly url: string;
  /** Where the account's token may go. */
  readonly origins: readonly string[];
  readonly credentials: ClientCredentialsOptions;
}

/** Everybody who can sign in; in the place of a database. `start.ts` puts them into the environment. */
export function accounts(): readonly Account[] {
  const { ACCOUNTS } = process.env;
  if (!ACCOUNTS) throw new Error('The environment has no ACCOUNTS. Start the app with "pnpm start", or see README.md.');
  return JSON.parse(ACCOUNTS);
}
