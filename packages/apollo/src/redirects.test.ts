import { type ApolloLink, gql } from '@apollo/client/core/index.js';
import { createTokenRefresher, type TokenEvent, type TokenRefresherOptions } from '@token-refresher/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Observer, respondingWith, watch } from './testing/stage.ts';
import { TokenRefreshLink } from './token-refresh-link.ts';

const uri = 'https://api.example.com/graphql';
const data = { data: { viewer: 'viewer' } };
const mutation = gql('mutation { rename }');
const fails = (response: object) => {
  const error = Object.assign(new Error('not successful'), { response });
  return Object.assign((observer: Observer) => observer.error(error), { error });
};
const redirects = (status: number, location: string, url: string = uri) =>
  fails({ status, url, headers: new Headers({ location }) });
const ok = (observer: Observer) => {
  observer.next(data);
  observer.complete();
};

/** What an operation saw and where it was sent, before a link that gives these answers. */
async function send(
  answers: ((observer: Observer) => unknown)[],
  request: Partial<ApolloLink.Request> = {},
  { link = { uri }, ...options }: Omit<TokenRefresherOptions, 'origins'> & { link?: TokenRefreshLink.Options } = {},
) {
  const values = ['one', 'two'];
  const tokens = createTokenRefresher(async () => ({ value: values.shift() ?? 'last' }), options);
  onTestFinished(() => tokens.close());
  const withheld: string[] = [];
  tokens.subscribe((event: TokenEvent) => event.type === 'token-withheld' && withheld.push(event.origin));
  const end = respondingWith(...answers);
  const { events, end: finished } = watch(new TokenRefreshLink(tokens, link).concat(end), request);
  await finished;
  const sent = end.sent.map(({ uri, headers }) => [uri, headers?.authorization]);
  return { events, sent, headers: end.sent.map(({ headers }) => headers), withheld };
}

test.each([307, 308])('a mutation follows %i, with its token', async (status) => {
  const { events, sent } = await send([redirects(status, '/v2'), ok], { query: mutation });
  expect(events).toEqual([data, 'complete']);
  expect(sent).toEqual([
    [uri, 'Bearer one'],
    ['https://api.example.com/v2', 'Bearer one'],
  ]);
});

test.each([307, 308])(
  'a query follows %i to another origin, without the token; 301 and 302 it does not',
  async (status) => {
    const { events, sent } = await send([redirects(status, 'https://cdn.example.com/'), ok]);
    expect(events).toEqual([data, 'complete']);
    expect(sent[1]).toEqual(['https://cdn.example.com/', undefined]);
    const refused = redirects(status === 307 ? 301 : 302, 'https://cdn.example.com/');
    expect((await send([refused])).events).toEqual([refused.error]);
  },
);

test.each([{ status: 307 }, { status: 307, headers: {} }])(
  'the response of a fetch that tells no headers is not followed: %o',
  async (response) => {
    const untold = fails(response);
    expect((await send([untold])).events).toEqual([untold.error]);
  },
);

test('a response that does not say where it comes from comes from where the operation went', async () => {
  const { sent } = await send([redirects(307, '/v2', ''), ok]);
  expect(sent[1]).toEqual(['https://api.example.com/v2', 'Bearer one']);
});

test('without a uri the response says where the operation went; what a GET puts there is put there once', async () => {
  const own = 'query=%7Bviewer%7D&operationName=V&variables=%7B%7D&extensions=%7B%7D';
  const answers = [redirects(307, `/v2?tenant=a&${own}`, `${uri}?tenant=a&${own}`), ok];
  expect((await send(answers, {}, { link: {} })).sent).toEqual([
    [undefined, 'Bearer one'],
    ['https://api.example.com/v2?tenant=a', 'Bearer one'],
  ]);
});

test('at another origin headers named as those of the token stay behind, too', async () => {
  const context = { headers: { 'x-token': 'own', COOKIE: 'session=1', 'X-App': 'a' } };
  const header = (token: string) => ({ 'X-Token': token });
  const { headers } = await send([redirects(307, 'https://cdn.example.com/'), ok], { context }, { header });
  expect(headers).toEqual([{ 'x-token': 'one', COOKIE: 'session=1', 'X-App': 'a' }, { 'X-App': 'a' }]);
});

test('that an operation went on without the token is told once, however much comes of it', async () => {
  const much = (observer: Observer) => {
    observer.next(data);
    ok(observer);
  };
  const { events, withheld } = await send([redirects(307, 'https://cdn.example.com/'), much]);
  expect(events).toEqual([data, data, 'complete']);
  expect(withheld).toEqual(['https://cdn.example.com']);
});

describe("a fetch that tells the response's address, and not whether it was redirected", () => {
  const refused = (url: string) => fails({ status: 401, url });

  test('without a uri any address may be the right one', async () => {
    expect((await send([refused(uri), ok], {}, { link: {} })).sent.map(([, token]) => token)).toEqual([
      'Bearer one',
      'Bearer two',
    ]);
  });

  test('with one, only those of its origin', async () => {
    expect((await send([refused(`${uri}/v2`), ok])).sent).toHaveLength(2);
    expect((await send([refused('https://cdn.example.com/'), ok])).sent).toHaveLength(1);
  });
});
