import { tokenInUrl } from '@token-refresher/graphql-ws';
import { createClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import { createInbox, setLiveStage, trades } from './live-stage.ts';

const clients = 20;
const perClient = 10;
const revocations = 10;

test('200 subscriptions on 20 clients outlive 10 revocations, for one token each', async () => {
  const { api, tokens, clock, fetched } = await setLiveStage();
  const failures: unknown[] = [];
  const inboxes = Array.from({ length: clients }, () => {
    const client = createClient({ ...tokenInUrl(tokens, api.live.url), retryWait: async () => {} });
    onTestFinished(() => client.terminate());
    return Array.from({ length: perClient }, () => {
      const inbox = createInbox();
      client.subscribe(
        { query: trades },
        { next: ({ data }) => inbox.next(data), error: (error) => failures.push(error), complete() {} },
      );
      return inbox;
    });
  }).flat();
  const everybodyGets = async (hash: string | undefined) => {
    await Promise.all(inboxes.map((inbox) => inbox.has(hash)));
  };
  await api.live.subscriptionsReached(clients * perClient);
  const published = api.live.publish();
  await everybodyGets(published[0]);

  for (let revocation = 1; revocation <= revocations; revocation++) {
    // More revocations at once would exceed the refresher's budget.
    await clock.advance(60_000);
    api.revokeAll();
    // Every second time a network goes; otherwise a server that does not want revoked tokens on its sockets.
    if (revocation % 2) api.live.dropAll();
    else api.live.closeAll(4403, 'Forbidden');
    await api.live.subscriptionsReached(clients * perClient);
    const [hash] = api.live.publish();
    published.push(hash ?? '');
    await everybodyGets(hash);
  }

  expect(failures).toEqual([]);
  expect(fetched()).toBe(revocations + 1);
  for (const { hashes } of inboxes) expect(hashes).toEqual(published);
});
