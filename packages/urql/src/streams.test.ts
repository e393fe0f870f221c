import { createTokenRefresher } from '@token-refresher/core';
import type { OperationResult } from '@urql/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type EventStream, startEventStreamApi, streamForms } from './testing/event-stream-api.ts';
import { pairs } from './testing/pairs.ts';
import { tokenRefreshExchange } from './token-refresh-exchange.ts';

const refusal = { errors: [{ message: 'Unauthorized' }] };
const trade = (price: number) => ({ data: { trade: price } });
const cases = pairs.flatMap((pair) => streamForms.map((form) => ({ name: `${pair.name}, ${form}`, pair, form })));

describe.each(cases)('a subscription over fetch, $name', ({ pair: { core }, form }) => {
  /** Subscribes, and collects results until the subscription ends. */
  async function subscribe(onStream: (stream: EventStream, index: number) => void) {
    const api = await startEventStreamApi(form, onStream);
    let issued = 0;
    const tokens = createTokenRefresher(async () => ({ value: `token-${++issued}` }));
    const exchanges = [tokenRefreshExchange(tokens), core.fetchExchange];
    const client = core.createClient({ url: api.url, fetchSubscriptions: true, exchanges });
    const results: OperationResult[] = [];
    let arrive = () => {};
    const source = client.subscription('subscription { trade }', {});
    const { unsubscribe } = source.subscribe((result) => {
      results.push(result);
      arrive();
    });
    onTestFinished(unsubscribe);
    const reached = async (count: number) => {
      while (results.length < count) await new Promise<void>((resolve) => (arrive = resolve));
      return results.slice(0, count).map(({ data, error }) => [data?.trade, error?.message]);
    };
    return { ...api, reached, unsubscribe, issued: () => issued };
  }

  test('refused before the stream begins: opened once more with a new token', async () => {
    const api = await subscribe((stream, index) => {
      if (index === 0) return stream.refuse();
      stream.send(trade(1));
      stream.send(trade(2));
    });
    expect(await api.reached(2)).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
    expect(api.streams.map(({ authorization }) => authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  test('refused within the stream: the refusal goes to the subscriber, who may end it; nothing is opened again', async () => {
    const api = await subscribe((stream) => stream.send(refusal));
    expect(await api.reached(1)).toEqual([[undefined, '[GraphQL] Unauthorized']]);
    api.unsubscribe();
    await api.streams[0]?.closed;
    expect([api.streams.length, api.issued()]).toEqual([1, 1]);
  });

  test('refused after data: the refusal goes to the subscriber, and nothing is opened again', async () => {
    const api = await subscribe((stream) => {
      stream.send(trade(1));
      stream.send(refusal);
      stream.end();
    });
    expect(await api.reached(2)).toEqual([
      [1, undefined],
      [1, '[GraphQL] Unauthorized'],
    ]);
    expect([api.streams.length, api.issued()]).toEqual([1, 1]);
  });

  test('errors of another kind are left alone', async () => {
    const api = await subscribe((stream) => {
      stream.send({ errors: [{ message: 'Unknown field "trade".' }] });
      stream.send(trade(2));
    });
    const error = '[GraphQL] Unknown field "trade".';
    expect(await api.reached(2)).toEqual([
      [undefined, error],
      [2, error],
    ]);
    expect(api.streams).toHaveLength(1);
  });

  test('ended while the stream has sent nothing: the connection is closed', async () => {
    let opened = () => {};
    const open = new Promise<void>((resolve) => (opened = resolve));
    const api = await subscribe(() => opened());
    await open;
    api.unsubscribe();
    await api.streams[0]?.closed;
  });
});
