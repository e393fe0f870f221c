import { startLocalApi } from '@token-refresher/test-support';
import type { Account } from './lib/accounts.ts';

/** Two APIs on this machine that stand in for Bitquery, and an account at each. */
export interface StandIns {
  readonly accounts: readonly Account[];
  /** From now on the APIs refuse every token that they have issued. */
  revokeAllTokens(): void;
  close(): Promise<void>;
}

/** @param say Gets a line for whatever happens to tokens. */
export async function startStandIns(say: (line: string) => void): Promise<StandIns> {
  const customers = await Promise.all(
    ['Alder', 'Birch'].map(async (name) => ({ name, api: await startLocalApi({ cors: true }) })),
  );
  const tell = async ({ name, api }: (typeof customers)[number]) => {
    for (let count = 1; ; count++) {
      await api.tokenRequestsReached(count);
      say(`${name}'s API was asked for a token: ${count} in all.`);
    }
  };
  for (const customer of customers) void tell(customer);
  return {
    accounts: customers.map(({ name, api }) => ({
      id: name.toLowerCase(),
      name,
      url: api.url,
      origins: [api.origin],
      credentials: {
        tokenEndpoint: api.tokenEndpoint,
        clientId: api.clientId,
        clientSecret: api.clientSecret,
        scope: 'api',
      },
    })),
    revokeAllTokens() {
      for (const { api } of customers) api.revokeAll();
      say('All tokens are revoked.');
    },
    async close() {
      await Promise.all(customers.map(({ api }) => api.close()));
    },
  };
}
