import { misbehave } from '@token-refresher/test-support';
import { expect, test } from 'vitest';
import type { ContractClient, ContractRow } from '../contract-client.ts';
import { mentions, setStage } from '../stage.ts';

const signIn = 'mutation SignIn { signIn }';
const signedIn = misbehave.json({ data: { signIn: 1 } });

/** `tokenRefresh: false`, in every client's own way: the operation goes out as it is, once. */
export function publicOperations(row: ContractRow): void {
  test('goes out without a token, and none is asked for', async () => {
    const { api, client } = await setStage(row, {
      fetchToken: () => async () => {
        throw new Error('nobody is signed in');
      },
    });
    api.graphqlRespondsWith(signedIn);
    expect(await client.mutate(signIn, { tokenRefresh: false })).toEqual({ signIn: 1 });
    expect(api.graphqlRequests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test('a wrong password that is answered with "Unauthorized" is sent once, and costs no token', async () => {
    const { api, client, tokens } = await setStage(row);
    const { value } = await tokens.getToken();
    api.graphqlRespondsWith(misbehave.refuse('200 data null and errors'));
    await expect(client.mutate(signIn, { tokenRefresh: false })).rejects.toThrow();
    expect(api.graphqlRequests).toHaveLength(1);
    expect(tokens.peek()?.value).toBe(value);
    expect(api.issuedTokens).toHaveLength(1);
  });

  test('a source that gets the token by a mutation of the same client does not wait for itself', async () => {
    let client: ContractClient | undefined;
    const stage = await setStage(row, {
      fetchToken: (api) => async () => {
        await client?.mutate(signIn, { tokenRefresh: false });
        return { value: api.issueToken() };
      },
    });
    client = stage.client;
    stage.api.graphqlRespondsWith((request) => (mentions(request, 'SignIn') ? signedIn : null));
    expect(await client.query('{ viewer }')).toEqual({ viewer: 'viewer' });
    expect(stage.api.graphqlRequests.map(({ outcome, token }) => [outcome, token === undefined])).toEqual([
      ['response', true],
      ['answered', false],
    ]);
  });

  test('without it, the error of the time limit names the wait for itself and the word that helps', async () => {
    let client: ContractClient | undefined;
    const stage = await setStage(row, {
      fetchToken: () => async () => {
        await client?.mutate('mutation SignUp { signIn }');
        return { value: 'never' };
      },
    });
    client = stage.client;
    const caught = client.query('{ viewer }').then(
      () => undefined,
      (error: unknown) => row.tokenErrorIn(error),
    );
    await expect.poll(() => stage.clock.pendingTimers).toBeGreaterThan(0);
    await stage.clock.advance(10_000);
    expect(await caught).toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(/waits for itself.*tokenRefresh: false/),
    });
    expect(stage.api.graphqlRequests).toHaveLength(0);
  });
}
