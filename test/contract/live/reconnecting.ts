import { createGate } from '@token-refresher/test-support';
import { expect, test } from 'vitest';
import type { LiveRow } from './live-client.ts';
import { otherTrades, setRow } from './live-stage.ts';
import { tried } from './tried.ts';

/** What is promised about streams over a socket: what ends it, and what does not. */
export function reconnecting(row: LiveRow): void {
  test('after a revocation and a lost network, every subscription goes on with one new token', async () => {
    const { api, subscribe, fetched } = await setRow(row);
    const inboxes = [subscribe(), subscribe(otherTrades)];
    await api.live.subscriptionsReached(2);
    api.revokeAll();
    api.live.dropAll();
    await api.live.subscriptionsReached(2);
    const [hash] = api.live.publish();
    await Promise.all(inboxes.map((inbox) => inbox.has(hash)));
    expect(fetched()).toBe(2);
  });

  test('all tokens are revoked while it reconnects', async () => {
    const { api, subscribe, fetched } = await setRow(row);
    const inbox = subscribe();
    await api.live.subscriptionsReached(1);
    const gate = createGate();
    api.live.respondsWith({ kind: 'hold', gate }, { times: 1 });
    api.live.dropAll();
    await gate.waitFor(1);
    api.revokeAll();
    gate.release();
    await api.live.subscriptionsReached(1);
    const [hash] = api.live.publish();
    await inbox.has(hash);
    expect(fetched()).toBe(2);
    expect(tried(api, row)).toHaveLength(3);
  });

  test('the source of tokens is down while it reconnects: it waits as usual, and recovers', async () => {
    const { api, tokens, clock, subscribe, fetched, breakSource } = await setRow(row);
    const inbox = subscribe();
    await api.live.subscriptionsReached(1);
    breakSource(true);
    tokens.invalidate(tokens.peek()?.value ?? '');
    let failures = 0;
    const seen = createGate();
    tokens.subscribe(({ type }) => {
      if (type !== 'refresh-failed' || ++failures < 3) return;
      breakSource(false);
      seen.release();
    });
    api.live.dropAll();
    await seen.pass();
    await api.live.subscriptionsReached(1);
    const [hash] = api.live.publish();
    await inbox.has(hash);
    expect(fetched()).toBe(5);
    expect(tried(api, row)).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([1012, 1013])('close %i costs no token', async (code) => {
    const { api, subscribe, fetched } = await setRow(row);
    const inbox = subscribe();
    await api.live.subscriptionsReached(1);
    api.live.closeAll(code);
    await api.live.subscriptionsReached(1);
    const [hash] = api.live.publish();
    await inbox.has(hash);
    expect(fetched()).toBe(1);
  });

  test.each(['error', 'next'] as const)(
    'running subscriptions that are refused by %s go on with one new token',
    async (shape) => {
      const { api, subscribe, fetched } = await setRow(row);
      const inboxes = [subscribe(), subscribe(otherTrades)];
      await api.live.subscriptionsReached(2);
      const [before] = api.live.publish();
      await Promise.all(inboxes.map((inbox) => inbox.has(before)));
      const connected = api.live.connectsReached(2);
      api.revokeAll();
      api.live.refuseRunning(shape);
      await connected;
      await api.live.connects[0]?.finished;
      await api.live.subscriptionsReached(2);
      const [hash] = api.live.publish();
      await Promise.all(inboxes.map((inbox) => inbox.has(hash)));
      for (const { hashes } of inboxes) expect(hashes).toEqual([before, hash]);
      expect(fetched()).toBe(2);
    },
  );

  test('a server that refuses every token after each event costs the budget, not more', async () => {
    const { api, subscribe, fetched } = await setRow(row);
    const inbox = subscribe();
    for (let round = 0; round < 7; round++) {
      await api.live.subscriptionsReached(1);
      const [hash] = api.live.publish();
      await inbox.has(hash);
      api.live.closeAll(4403, 'Forbidden');
    }
    await api.live.subscriptionsReached(1);
    // The first token, five that the budget allows at once, none for the sixth refusal; then a minute passes.
    expect(fetched()).toBe(7);
  });

  test('silence over the cap costs no token', async () => {
    const { api, subscribe, fetched } = await setRow(row);
    api.live.limitSubscriptions(1);
    const served = subscribe();
    await api.live.subscriptionsReached(1);
    const silent = subscribe(otherTrades);
    await expect.poll(() => api.live.connects[0]?.operations.length).toBe(2);
    const [hash] = api.live.publish();
    await served.has(hash);
    expect(silent.hashes).toEqual([]);
    expect(fetched()).toBe(1);
    expect(tried(api, row)).toHaveLength(1);
  });

  test('a subscription that is denied for a reason of its own says so, and the other one goes on', async () => {
    const { api, subscribe, fetched } = await setRow(row);
    const kept = subscribe();
    await api.live.subscriptionsReached(1);
    const denied = await subscribe('subscription { denied }').failed;
    expect(JSON.stringify(denied) + String(denied)).toContain('Unauthorized');
    await api.live.subscriptionsReached(1);
    const [hash] = api.live.publish();
    await kept.has(hash);
    expect(fetched()).toBe(2);
  });
}
