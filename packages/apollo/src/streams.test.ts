import { ApolloLink, gql, Observable } from '@apollo/client/core/index.js';
import { createTokenRefresher, type FetchToken, staticToken, TokenRequestError } from '@token-refresher/core';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Observer, respondingWith, watch } from './testing/stage.ts';
import { TokenRefreshLink } from './token-refresh-link.ts';

const unauthorized = { errors: [{ message: 'Unauthorized' }] };
const serverError = () => Object.assign(new Error('Response not successful'), { statusCode: 401, bodyText: '' });
const emits =
  (...results: object[]) =>
  (observer: Observer) => {
    for (const result of results) observer.next(result);
    observer.complete();
  };
const fails = (error: unknown) => (observer: Observer) => observer.error(error);
const twoTokens = (): FetchToken => {
  const values = ['one', 'two', 'three'];
  return async () => ({ value: values.shift() ?? 'none' });
};
/** What comes through a link before these responses, in order of operations, and how many operations there were. */
const through = async (fetchToken: FetchToken, ...responses: ((observer: Observer) => unknown)[]) => {
  const end = respondingWith(...responses);
  const seen = watch(new TokenRefreshLink(createTokenRefresher(fetchToken)).concat(end));
  await seen.end;
  return { events: seen.events, sent: end.sent.length };
};

describe('before anything was delivered', () => {
  test('a refused stream is started anew, and nothing of the first one is seen', async () => {
    const late = { data: { viewer: 'late' } };
    expect(await through(twoTokens(), emits(unauthorized, late), emits({ data: { viewer: 1 } }))).toEqual({
      events: [{ data: { viewer: 1 } }, 'complete'],
      sent: 2,
    });
  });

  test('the first stream is left when the second one starts', async () => {
    let isOpen = true;
    const open = (observer: Observer) => {
      observer.next(unauthorized);
      return () => {
        isOpen = false;
      };
    };
    const second = (observer: Observer) => {
      observer.next({ data: { isOpen } });
      observer.complete();
    };
    expect((await through(twoTokens(), open, second)).events).toEqual([{ data: { isOpen: false } }, 'complete']);
  });

  test('a stream whose first event makes the caller leave is left, too', async () => {
    for (const hasToken of [true, false]) {
      const tokens = createTokenRefresher(twoTokens());
      if (hasToken) await tokens.getToken();
      await new Promise<void>((resolve) => {
        const open = (observer: Observer) => {
          observer.next({ data: {} });
          return resolve;
        };
        const link = new TokenRefreshLink(tokens).concat(respondingWith(open));
        const leaving = new ApolloLink(
          (operation, forward) =>
            new Observable((observer) => forward(operation).subscribe({ next: () => observer.complete() })),
        );
        watch(leaving.concat(link));
      });
    }
  });

  test('errors are an array, a string, or without extensions', async () => {
    for (const errors of [
      [{ message: 'Unauthorized' }],
      'Unauthorized',
      ['Unauthorized'],
      [{ message: 'x', extensions: { code: 'UNAUTHENTICATED' } }],
    ]) {
      expect(await through(twoTokens(), emits({ errors }), emits({ data: {} }))).toMatchObject({ sent: 2 });
    }
    for (const errors of [null, [], {}, [null], 'unknown', [{ message: null, extensions: null }]]) {
      const expected = { events: [{ errors }, 'complete'], sent: 1 };
      expect(await through(twoTokens(), emits({ errors }))).toEqual(expected);
    }
  });

  test.each([
    ['Apollo 4', { errors: [{ message: 'Unauthorized' }] }],
    ['Apollo 3', [{ message: 'Unauthorized' }]],
  ])('a protocol error of a multipart subscription, as %s has it', async (_, protocolErrors) => {
    const refused = { extensions: { [Symbol('apollo.error.protocol')]: protocolErrors } };
    const expected = { events: [{ data: { viewer: 1 } }, 'complete'], sent: 2 };
    expect(await through(twoTokens(), emits(refused), emits({ data: { viewer: 1 } }))).toEqual(expected);
  });

  test('one error for a whole batch, without a status', async () => {
    const error = Object.assign(new Error('server returned results with length 1'), { result: [unauthorized] });
    expect(await through(twoTokens(), fails(error), emits({ data: {} }))).toMatchObject({ sent: 2 });
  });

  test('a network error is passed on, also after a refusal', async () => {
    const lost = new TypeError('fetch failed');
    expect(await through(twoTokens(), fails(lost))).toEqual({ events: [lost], sent: 1 });
    expect(await through(twoTokens(), fails(serverError()), fails(lost))).toEqual({ events: [lost], sent: 2 });
  });

  test('a network error is never a refusal, whatever isUnauthorized says and whatever response came before', async () => {
    const lost = new TypeError('fetch failed');
    const tokens = createTokenRefresher(twoTokens());
    const end = respondingWith(fails(lost), fails(lost));
    const always = new TokenRefreshLink(tokens, { isUnauthorized: () => true }).concat(end);
    const usual = new TokenRefreshLink(tokens).concat(end);
    const seen = [watch(always), watch(usual, { context: { response: { status: 401 } } })];
    await Promise.all(seen.map((each) => each.end));
    expect(seen.map(({ events }) => events)).toEqual([[lost], [lost]]);
    expect(end.sent).toHaveLength(2);
  });

  test('a body may be null, and so may extensions', async () => {
    const error = Object.assign(new Error(), { statusCode: 401, result: null });
    expect(await through(twoTokens(), fails(error), emits({ data: {} }))).toMatchObject({ sent: 2 });
    const result = { data: { viewer: 'a' }, extensions: null };
    expect(await through(twoTokens(), emits(result))).toEqual({ events: [result, 'complete'], sent: 1 });
  });

  test.each([undefined, null, 'text', 0])('an error may be %s', async (error) => {
    expect(await through(twoTokens(), fails(error))).toEqual({ events: [error], sent: 1 });
  });

  test('the second response is passed on as it is, also when it says Unauthorized', async () => {
    const second = serverError();
    expect(await through(twoTokens(), fails(serverError()), fails(second))).toEqual({ events: [second], sent: 2 });
    const expected = { events: [unauthorized, 'complete'], sent: 2 };
    expect(await through(twoTokens(), emits(unauthorized), emits(unauthorized))).toEqual(expected);
  });
});

describe('once something was delivered', () => {
  test('nothing is sent again, and the rejected token is not used any more', async () => {
    const chunks = [{ data: { viewer: 'a' } }, { data: null, ...unauthorized }, { data: { viewer: 'b' } }];
    const tokens = createTokenRefresher(twoTokens());
    const end = respondingWith(emits(...chunks), emits({ data: {} }));
    const link = new TokenRefreshLink(tokens).concat(end);
    const first = watch(link);
    await first.end;
    expect(first.events).toEqual([...chunks, 'complete']);
    await watch(link).end;
    expect(end.sent.map(({ headers }) => headers?.authorization)).toEqual(['Bearer one', 'Bearer two']);
  });

  test('chunks of @defer with errors are passed on', async () => {
    const chunks = [
      { data: { a: 1 }, hasNext: true },
      { incremental: [unauthorized], hasNext: false },
    ];
    expect(await through(twoTokens(), emits(...chunks))).toEqual({ events: [...chunks, 'complete'], sent: 1 });
  });

  test('an error that ends the stream is passed on', async () => {
    const error = serverError();
    const chunk = { data: { viewer: 'a' } };
    const broken = (observer: Observer) => {
      observer.next(chunk);
      observer.error(error);
    };
    expect(await through(twoTokens(), broken)).toEqual({ events: [chunk, error], sent: 1 });
  });
});

describe("a result and then an error for one response, as Apollo 3's HttpLink has it", () => {
  const tells = (result: object, error: object) => (observer: Observer) => {
    observer.next(result);
    observer.error(Object.assign(error, { result }));
  };

  test('is one refusal: one new token, one more send', async () => {
    const refused = tells({ data: {}, ...unauthorized }, serverError());
    expect(await through(twoTokens(), refused, emits({ data: { viewer: 1 } }))).toEqual({
      events: [{ data: { viewer: 1 } }, 'complete'],
      sent: 2,
    });
  });

  test('is passed on whole when there was data, and counts as one rejection', async () => {
    const result = { data: { viewer: 'a', other: null }, ...unauthorized };
    const error = serverError();
    const rejections: unknown[] = [];
    const tokens = createTokenRefresher(twoTokens());
    tokens.subscribe((event) => event.type === 'token-rejected' && rejections.push(event.action));
    const link = new TokenRefreshLink(tokens, { isUnauthorized: () => true });
    const mutation = gql('mutation { viewer other }');
    const seen = watch(link.concat(respondingWith(tells(result, error))), { query: mutation });
    await seen.end;
    expect(seen.events).toEqual([result, error]);
    expect(rejections).toEqual(['none']);
  });

  test('is passed on whole when there is no other token', async () => {
    const result = { data: {}, ...unauthorized };
    const error = serverError();
    expect(await through(staticToken('one'), tells(result, error))).toEqual({ events: [result, error], sent: 1 });
  });
});

describe('when no other token can be obtained', () => {
  const onceOnly = (): FetchToken => {
    const values = ['one'];
    return async () => {
      const value = values.shift();
      if (value) return { value };
      throw new TokenRequestError('gone', { code: 'invalid_client', permanent: true });
    };
  };

  test.each(['next', 'error'] as const)('the operation fails; what came as %s is in the response', async (kind) => {
    const response = kind === 'next' ? unauthorized : serverError();
    const { events, sent } = await through(onceOnly(), kind === 'next' ? emits(response) : fails(response));
    expect(sent).toBe(1);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ name: 'TokenRequestError', code: 'invalid_client' });
    expect((events[0] as TokenRequestError).apiResponse).toBe(response);
  });

  test('a result that completes keeps its order when it is held and then passed on', async () => {
    const expected = { events: [unauthorized, 'complete'], sent: 1 };
    expect(await through(staticToken('one'), emits(unauthorized))).toEqual(expected);
  });
});

describe('a stream whose first chunk was denied in part', () => {
  const denied = { message: 'No', path: ['secret'], extensions: { code: 'UNAUTHENTICATED' } };
  const chunk = { data: { viewer: 'a', secret: null }, errors: [denied], hasNext: true };
  const later = { incremental: [{ data: { more: 1 } }], hasNext: false };
  /** Lets everything happen that waits for nothing but promises. */
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  /** Sends the first chunk at once, and the rest when it is told to. */
  const openStream = () => {
    let observer: Observer | undefined;
    let isLeft = false;
    return {
      respond: (first: Observer) => {
        observer = first;
        first.next(chunk);
        return () => {
          isLeft = true;
        };
      },
      goOn() {
        observer?.next(later);
        observer?.complete();
      },
      isLeft: () => isLeft,
    };
  };
  const start = (second: (observer: Observer) => unknown) => {
    const stream = openStream();
    const end = respondingWith(stream.respond, second);
    const seen = watch(new TokenRefreshLink(createTokenRefresher(twoTokens())).concat(end), {
      query: gql('{ viewer secret ... @defer { more } }'),
    });
    return { stream, seen, sent: () => end.sent.length };
  };

  test('is left when the second one brings data', async () => {
    const { stream, seen } = start(emits({ data: { viewer: 'a', secret: 's' }, hasNext: false }));
    await seen.end;
    stream.goOn();
    expect(seen.events).toEqual([{ data: { viewer: 'a', secret: 's' }, hasNext: false }, 'complete']);
    expect(stream.isLeft()).toBe(true);
  });

  test.each<[string, (observer: Observer) => unknown]>([
    ['fails', fails(new TypeError('fetch failed'))],
    ['is refused', fails(serverError())],
    ['is empty', emits()],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
  ])('goes on when the second one %s', async (_, second) => {
    const { stream, seen, sent } = start(second);
    await settled();
    expect(seen.events).toEqual([chunk]);
    stream.goOn();
    await seen.end;
    expect(seen.events).toEqual([chunk, later, 'complete']);
    expect(sent()).toBe(2);
  });

  test('what has come of it in the meantime comes afterwards', async () => {
    let second: Observer | undefined;
    const { stream, seen } = start((observer) => {
      second = observer;
    });
    await settled();
    stream.goOn();
    expect(seen.events).toEqual([]);
    second?.error(new TypeError('fetch failed'));
    await seen.end;
    expect(seen.events).toEqual([chunk, later, 'complete']);
  });

  test('is not delivered to a caller who aborts during the second send', async () => {
    const stop = new AbortController();
    const end = respondingWith(openStream().respond, (observer) => {
      stop.signal.addEventListener('abort', () => observer.error(stop.signal.reason));
    });
    const seen = watch(new TokenRefreshLink(createTokenRefresher(twoTokens())).concat(end), {
      query: gql('{ viewer secret ... @defer { more } }'),
      context: { fetchOptions: { signal: stop.signal } },
    });
    await settled();
    stop.abort(new Error('enough'));
    await seen.end;
    expect(seen.events).toEqual([new Error('enough')]);
  });

  test('leaving leaves both', async () => {
    let isSecondLeft = false;
    const { stream, seen, sent } = start(() => () => {
      isSecondLeft = true;
    });
    await settled();
    expect(sent()).toBe(2);
    seen.unsubscribe();
    expect([stream.isLeft(), isSecondLeft]).toEqual([true, true]);
    stream.goOn();
    expect(seen.events).toEqual([]);
  });
});

describe('in the wrong place', () => {
  const place = 'Use one TokenRefreshLink per chain, before the terminating link.';
  const endOf = async (link: ApolloLink) => {
    const seen = watch(link);
    await seen.end;
    return seen.events;
  };
  const ready = async () => {
    const tokens = createTokenRefresher(twoTokens());
    await tokens.getToken();
    return tokens;
  };

  test('the last link of a chain says so', async () => {
    // Apollo warns, too.
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    expect(await endOf(new TokenRefreshLink(await ready()))).toEqual([new TypeError(place)]);
  });

  test.each(['another', 'the same'])('%s TokenRefreshLink in the chain says so', async (which) => {
    const tokens = await ready();
    const first = new TokenRefreshLink(tokens);
    const second = which === 'another' ? new TokenRefreshLink(tokens) : first;
    const later = new ApolloLink(
      (operation, forward) =>
        new Observable((observer) => {
          Promise.resolve().then(() => forward(operation).subscribe(observer));
        }),
    );
    for (const between of [[], [later]]) {
      const end = respondingWith();
      expect(await endOf(ApolloLink.from([first, ...between, second, end]))).toEqual([new TypeError(place)]);
      expect(end.sent).toHaveLength(0);
    }
  });

  test('one in each branch of a split is fine, also when an operation takes both in turn', async () => {
    const tokens = await ready();
    let turn = 0;
    const branches = [respondingWith(fails(serverError()), fails(serverError())), respondingWith(emits({ data: {} }))];
    const [left = ApolloLink.empty(), right = ApolloLink.empty()] = branches.map((end) =>
      new TokenRefreshLink(tokens).concat(end),
    );
    const again = new ApolloLink(
      (operation, forward) =>
        new Observable((observer) => {
          forward(operation).subscribe({
            error: () => void forward(operation).subscribe(observer),
          });
        }),
    );
    const link = again.split(() => turn++ === 0, left, right);
    expect(await endOf(link)).toEqual([{ data: {} }, 'complete']);
  });

  test('an operation that was given up before any response may be forwarded again', async () => {
    const end = respondingWith(() => {}, emits({ data: {} }));
    const impatient = new ApolloLink(
      (operation, forward) =>
        new Observable((observer) => {
          forward(operation).subscribe({}).unsubscribe();
          return forward(operation).subscribe(observer);
        }),
    );
    const link = ApolloLink.from([impatient, new TokenRefreshLink(await ready()), end]);
    expect(await endOf(link)).toEqual([{ data: {} }, 'complete']);
  });

  test('a subscription without any event may complete', async () => {
    const link = new TokenRefreshLink(await ready()).concat(respondingWith(emits()));
    const seen = watch(link, { query: gql('subscription { viewer }') });
    await seen.end;
    expect(seen.events).toEqual(['complete']);
  });
});
