import { TokenRequestError } from '@token-refresher/core';
import { expect, test } from 'vitest';
import type { ContractRow } from '../contract-client.ts';
import { setStage } from '../stage.ts';

/** Who has not signed in sends operations as they are, own headers included, and signs in and out on one refresher and client. */
export function guests(row: ContractRow): void {
  test('signed out, in, out, and in as somebody else', async () => {
    let user: string | undefined;
    let asked = 0;
    const { api, client, tokens } = await setStage(row, {
      headers: { authorization: 'Guest' },
      fetchToken: () => async () => {
        asked++;
        if (user !== undefined) return { value: user };
        throw new TokenRequestError('Nobody is signed in.', { code: 'signed_out' });
      },
    });
    const sent = async () => {
      api.resetLog();
      await client.query('{ viewer }').catch(() => {});
      return api.graphqlRequests.map(({ headers }) => headers.authorization);
    };

    // The API refuses guests, and the source is asked whether that is still so: once, and then not until `reset()`.
    for (let call = 0; call < 20; call++) expect(await sent()).toEqual(['Guest']);
    expect(asked).toBe(1 + 1);
    for (const next of [api.issueToken(), undefined, api.issueToken()]) {
      user = next;
      tokens.reset();
      expect(await sent()).toEqual([next === undefined ? 'Guest' : `Bearer ${next}`]);
    }
  });
}
