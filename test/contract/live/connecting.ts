import { misbehave } from '@token-refresher/test-support';
import { expect, test } from 'vitest';
import type { LiveRow } from './live-client.ts';
import { otherTrades, setRow } from './live-stage.ts';
import { tried } from './tried.ts';

/** What is promised about the start of a stream, over every transport. */
export function connecting(row: LiveRow): void {
  test('a stream comes with one token', async () => {
    const { api, subscribe, fetched } = await setRow(row);
    const inbox = subscribe();
    await api.live.subscriptionsReached(1);
    const hashes = api.live.publish(3);
    await inbox.has(hashes[2]);
    expect(inbox.hashes).toEqual(hashes);
    expect(tried(api, row)).toHaveLength(1);
    expect(fetched()).toBe(1);
  });

  test('a token that has expired unseen is refused once, and replaced', async () => {
    const { api, tokens, subscribe, fetched } = await setRow(row);
    const dead = (await tokens.getToken()).value;
    api.expire(dead);
    const inbox = subscribe();
    await api.live.subscriptionsReached(1);
    const [hash] = api.live.publish();
    await inbox.has(hash);
    expect(tried(api, row)).toEqual([dead, tokens.peek()?.value]);
    expect(fetched()).toBe(2);
  });

  test('a good token that is refused once is replaced', async () => {
    const { api, subscribe, fetched } = await setRow(row);
    if (row.transport === 'HTTP') api.graphqlRespondsWith(misbehave.refuse(), { times: 1 });
    else api.live.respondsWith({ kind: 'close', code: 4403, at: 'connection_init' }, { times: 1 });
    const inbox = subscribe();
    await api.live.subscriptionsReached(1);
    const [hash] = api.live.publish();
    await inbox.has(hash);
    expect(fetched()).toBe(2);
  });

  test('when every token is refused, the user is told so after two tries', async () => {
    const { api, subscribe, fetched } = await setRow(row);
    api.refuseEverything(true);
    const error = await subscribe().failed;
    if (row.transport === 'WebSocket') {
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message).toMatch(/^The API refused the token/);
    } else expect(error).toBeTruthy();
    expect(tried(api, row)).toHaveLength(2);
    expect(fetched()).toBe(2);
  });

  test.each(['expireAll', 'revokeAll'] as const)('%s leaves an open stream alone', async (end) => {
    const { api, subscribe, fetched } = await setRow(row);
    const inbox = subscribe();
    await api.live.subscriptionsReached(1);
    api[end]();
    const [hash] = api.live.publish();
    await inbox.has(hash);
    expect(tried(api, row)).toHaveLength(1);
    expect(fetched()).toBe(1);
  });

  test.each(['error', 'next'] as const)(
    'of two subscriptions one is refused (over WebSocket by %s), and both go on with one new token',
    async (shape) => {
      const { api, subscribe, fetched } = await setRow(row);
      api.live.checkOperations(shape);
      const kept = subscribe();
      await api.live.subscriptionsReached(1);
      api.revokeAll();
      const refused = subscribe(otherTrades);
      await api.live.subscriptionsReached(2);
      const [hash] = api.live.publish();
      await Promise.all([kept.has(hash), refused.has(hash)]);
      expect(fetched()).toBe(2);
    },
  );
}
