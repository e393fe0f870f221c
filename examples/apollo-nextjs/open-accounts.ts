import { bitquery } from '@token-refresher/core/bitquery';
import { clientCredentials } from '@token-refresher/server';
import type { Account } from './lib/accounts.ts';
import { startStandIns } from './stand-ins.ts';

/** Who can sign in, and where their APIs are. */
export interface OpenAccounts {
  readonly accounts: readonly Account[];
  readonly about: string;
  /** What only an API of one's own can be told to do. */
  readonly revokeAllTokens?: () => void;
  close(): Promise<void>;
}

/** The accounts that the environment names, or Bitquery with its credentials, or stand-ins on this machine. */
export async function openAccounts(environment: {
  readonly [name: string]: string | undefined;
}): Promise<OpenAccounts> {
  const { ACCOUNTS, BITQUERY_CLIENT_ID: clientId, BITQUERY_CLIENT_SECRET: clientSecret } = environment;
  const close = async () => {};
  if (ACCOUNTS) return { accounts: JSON.parse(ACCOUNTS), about: 'The accounts of the environment.', close };
  if (clientId || clientSecret) {
    const credentials = { ...bitquery.oauth, clientId, clientSecret };
    // Says what is missing, before anything starts.
    clientCredentials(credentials);
    const account = { id: 'me', name: 'Bitquery', url: bitquery.v2, origins: bitquery.origins, credentials };
    return { accounts: [account], about: 'Bitquery, with the credentials of the environment.', close };
  }
  const standIns = await startStandIns(console.log);
  return {
    ...standIns,
    about:
      'Two APIs on this machine stand in for Bitquery. Enter "r" here, and they revoke all tokens. Ctrl-C ends it.',
  };
}
