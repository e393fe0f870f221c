import { ApolloLink, gql, Observable } from '@apollo/client/core/index.js';
import { createTokenRefresher, type TokenEvent } from '@token-refresher/core';
import { createFakeClock } from '@token-refresher/test-support';
import { expect, onTestFinished, test } from 'vitest';
import { type Observer, watch } from './testing/stage.ts';
import { TokenRefreshLink } from './token-refresh-link.ts';

const data = { data: { viewer: 'viewer' } };
const refusal = { statusCode: 401, bodyText: 'Unauthorized' };

/** A link before which operations stay whose response has begun with some status and headers, until the test goes on. */
function setStage(
  status: number,
  headers: Record<string, string> = {},
  values = ['one', 'two'],
  options = {},
  {
    begun = [new Response(null, { status, headers })],
    again = (observer: Observer) => observer.next(data),
  }: { begun?: object[]; again?: (observer: Observer, setContext: ApolloLink.Operation['setContext']) => void } = {},
) {
  const clock = createFakeClock();
  const left = [...values];
  const tokens = createTokenRefresher(async () => ({ value: left.shift() ?? 'last' }), { clock });
  onTestFinished(() => tokens.close());
  const events: TokenEvent[] = [];
  tokens.subscribe((event) => events.push(event));
  const sent: (Observer & { readonly token: unknown; isLeft: boolean })[] = [];
  const end = new ApolloLink(
    (operation) =>
      new Observable((observer) => {
        const send = Object.assign(Object.create(observer as object), {
          token: operation.getContext().headers?.authorization,
          isLeft: false,
        });
        sent.push(send);
        if (sent.length === 1) for (const response of begun) operation.setContext({ response });
        else if (values[0] !== values[1]) queueMicrotask(() => again(observer as Observer, operation.setContext));
        return () => {
          send.isLeft = true;
        };
      }),
  );
  const auth = new TokenRefreshLink(tokens, { uri: 'https://api.example.com/graphql', ...options });
  const sending = () => settle(() => sent.length > 0);
  return { clock, tokens, events, sent, link: ApolloLink.from([auth, end]), sending };
}

/** Lets promises settle until it is so. */
async function settle(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !isSo(); turn++) await Promise.resolve();
  expect(isSo()).toBe(true);
}

/** An operation whose refusal does not come whole is sent again after a second, not before; its caller gets the data. */
async function watchUntilSentAgain({ clock, sent, link, sending }: ReturnType<typeof setStage>) {
  const seen = watch(link);
  await sending();
  await clock.advance(999);
  expect(sent).toHaveLength(1);
  await clock.advance(1);
  await settle(() => seen.events.length > 0);
  expect(seen.events).toEqual([data]);
  return seen;
}

const rejections = (events: readonly TokenEvent[]) => events.filter(({ type }) => type === 'token-rejected').length;

test('a 401 whose body does not come within a second: the operation is sent again, and the first one let go', async () => {
  const stage = setStage(401);
  const { sent, events } = stage;
  const seen = await watchUntilSentAgain(stage);
  expect(sent.map(({ token, isLeft }) => [token, isLeft])).toEqual([
    ['Bearer one', true],
    ['Bearer two', false],
  ]);
  expect(rejections(events)).toBe(1);
  seen.unsubscribe();
});

test.each([
  ['200', 200, {}],
  ['403', 403, {}],
  ['401 for want of scope', 401, { 'www-authenticate': 'Bearer error="insufficient_scope"' }],
])('%s is waited for, however long it takes', async (_, status, headers) => {
  const { clock, sent, link, sending, events } = setStage(status, headers);
  const seen = watch(link);
  await sending();
  expect(clock.pendingTimers).toBe(status === 401 ? 1 : 0);
  await clock.advance(60_000);
  expect(sent).toHaveLength(1);
  expect(rejections(events)).toBe(0);
  sent[0]?.next(data);
  sent[0]?.complete();
  await seen.end;
  expect(seen.events).toEqual([data, 'complete']);
});

test.each([{ status: 401 }, { status: 401, headers: {} }])(
  'the same for the response of a fetch that tells no headers: %o',
  async (begun) => {
    await watchUntilSentAgain(setStage(401, {}, ['one', 'two'], {}, { begun: [begun] }));
  },
);

test('when there is no other token, the caller gets what comes in the end, and it counts once', async () => {
  const { clock, sent, link, sending, events } = setStage(401, {}, ['one', 'one']);
  const seen = watch(link);
  await sending();
  await clock.advance(1_000);
  await settle(() => rejections(events) > 0);
  sent[0]?.error(refusal);
  await seen.end;
  expect(seen.events).toEqual([refusal]);
  expect(sent).toHaveLength(1);
  expect(rejections(events)).toBe(1);
});

test('what comes while the other token is awaited is kept, and not delivered when the operation is sent again', async () => {
  const { clock, sent, link, sending } = setStage(401);
  const seen = watch(link);
  await sending();
  const turned = clock.advance(1_000);
  sent[0]?.error(refusal);
  await turned;
  await settle(() => seen.events.length > 0);
  expect(seen.events).toEqual([data]);
  expect(sent).toHaveLength(2);
  seen.unsubscribe();
});

test('a predicate that decides by the body decides when the body is there', async () => {
  const isUnauthorized = ({ body }: { readonly body?: unknown }) => body === 'Unauthorized';
  const { clock, sent, link, sending, events } = setStage(401, {}, ['one', 'two'], { isUnauthorized });
  const seen = watch(link);
  await sending();
  await clock.advance(60_000);
  expect(sent).toHaveLength(1);
  sent[0]?.error(refusal);
  await settle(() => seen.events.length > 0);
  expect(seen.events).toEqual([data]);
  expect(rejections(events)).toBe(1);
  seen.unsubscribe();
});

test('a mutation that was refused so is sent again too: 401 says that nothing was carried out', async () => {
  const { clock, sent, link, sending } = setStage(401);
  const seen = watch(link, { query: gql('mutation { rename }') });
  await sending();
  await clock.advance(1_000);
  await settle(() => seen.events.length > 0);
  expect(sent.map(({ token }) => token)).toEqual(['Bearer one', 'Bearer two']);
  seen.unsubscribe();
});

test('nobody waits any more: no timer is left behind', async () => {
  const { clock, sent, link, sending } = setStage(401);
  const before = clock.pendingTimers;
  const seen = watch(link);
  await sending();
  seen.unsubscribe();
  expect(clock.pendingTimers).toBe(before);
  await clock.advance(1_000);
  expect(sent).toHaveLength(1);
});

test('a link behind that sends again itself tells of two responses: one wait, and no timer is left behind', async () => {
  const begun = [{ status: 401 }, { status: 401 }];
  const { clock, link, sending } = setStage(401, {}, ['one', 'two'], {}, { begun });
  const seen = watch(link);
  await sending();
  expect(clock.pendingTimers).toBe(1);
  seen.unsubscribe();
  expect(clock.pendingTimers).toBe(0);
});

test('a 401 of another origin, to which fetch was redirected, is waited for', async () => {
  const begun = [{ status: 401, url: 'https://cdn.example.com/', redirected: true }];
  const { clock, link, sending } = setStage(401, {}, ['one', 'two'], {}, { begun });
  const seen = watch(link);
  await sending();
  expect(clock.pendingTimers).toBe(0);
  seen.unsubscribe();
});

test('the second send is waited for, also when its response has begun', async () => {
  const again = (_: Observer, setContext: ApolloLink.Operation['setContext']) =>
    setContext({ response: { status: 200 } });
  const { clock, sent, link, sending, events } = setStage(401, {}, ['one', 'two'], {}, { again });
  const seen = watch(link);
  await sending();
  await clock.advance(1_000);
  await settle(() => sent.length > 1);
  await settle(() => seen.events.length === 0);
  await clock.advance(60_000);
  expect(rejections(events)).toBe(1);
  sent[1]?.next(data);
  sent[1]?.complete();
  await seen.end;
  expect(seen.events).toEqual([data, 'complete']);
});
