import type * as BatchHttp from '@apollo/client/link/batch-http';
import type * as SettingContext from '@apollo/client/link/context';
import { createTokenRefresher } from '@token-refresher/core';
import nodeFetch2 from 'node-fetch-2';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { redirects, type ScriptedApi, says, startScriptedApi } from '../fetches/scripted-api.ts';
import { type ApolloWithLink, apolloVersions, loadApollo } from './apollo-versions.ts';

const versions: ApolloWithLink[] = await Promise.all(apolloVersions.map(loadApollo));
type Link = InstanceType<ApolloWithLink['core']['ApolloLink']>;
const data = { data: { viewer: 'viewer' } };
const fetches = Object.entries({ 'its own fetch': undefined, 'node-fetch': nodeFetch2 as unknown as typeof fetch });

afterEach(() => vi.unstubAllGlobals());

describe.each(versions)('redirects, Apollo Client $version', (apollo) => {
  const { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } = apollo.core;
  const query = gql('query Viewer { viewer }');

  const askThrough = (link: Link, context: Readonly<Record<string, unknown>> = {}, document = query) => {
    const client = new ApolloClient({ cache: new InMemoryCache(), link, devtools: { enabled: false } });
    onTestFinished(() => client.stop());
    const asked = document.definitions.some(
      (definition) => 'operation' in definition && definition.operation !== 'query',
    )
      ? client.mutate({ mutation: document, context: { ...context }, fetchPolicy: 'no-cache' })
      : client.query({ query: document, context: { ...context }, fetchPolicy: 'no-cache' });
    return asked.then(
      (result) => result.data,
      // Apollo 3 wraps what a link fails with.
      (error) => error.networkError ?? error,
    );
  };
  const authFor = (api: ScriptedApi) => {
    let count = 0;
    const tokens = createTokenRefresher(async () => ({ value: `t${++count}` }), { origins: [api.origin] });
    onTestFinished(() => tokens.close());
    return new apollo.TokenRefreshLink(tokens, { uri: api.url });
  };
  const linkFor = (api: ScriptedApi, options: object = {}, behind: Link[] = []) =>
    ApolloLink.from([authFor(api), ...behind, new HttpLink(options)]);
  const sent = (api: ScriptedApi) =>
    api.requests.map(({ method, authorization = 'without' }) => `${method} ${authorization}`);

  describe.each(fetches)('with %s', (_, fetch) => {
    test('within the origin the operation arrives whole, with the token, also after one was rejected', async () => {
      const api = await startScriptedApi((index) =>
        index % 2 === 0
          ? redirects('/v2/graphql', index === 0 ? 307 : 308)
          : says(index === 1 ? { errors: [{ message: 'Unauthorized' }] } : data),
      );
      expect(await askThrough(linkFor(api, { fetch }))).toEqual(data.data);
      expect(sent(api)).toEqual(['POST Bearer t1', 'POST Bearer t1', 'POST Bearer t2', 'POST Bearer t2']);
      expect(new Set(api.requests.map(({ body }) => body)).size).toBe(1);
    });

    test('at another port it arrives without the token, cookies and all that, and its 401 counts for nothing', async () => {
      const stranger = await startScriptedApi(() => says({ errors: [{ message: 'Unauthorized' }] }, undefined, 401));
      const api = await startScriptedApi(() => redirects(stranger.url));
      const context = { headers: { Cookie: 'session=1', 'Proxy-Authorization': 'Basic a', 'x-app': 'a' } };
      expect(await askThrough(linkFor(api, { fetch }), context)).toMatchObject({ statusCode: 401 });
      expect(sent(api)).toEqual(['POST Bearer t1']);
      expect(sent(stranger)).toEqual(['POST without']);
      expect(stranger.requests[0]?.headers).toMatchObject({ 'x-app': 'a' });
      expect(stranger.requests[0]?.headers).not.toHaveProperty('cookie');
      expect(stranger.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
    });
  });

  test.each([301, 302])(
    '%i: a query follows as it is within the origin, and no further; a mutation does not',
    async (status) => {
      const stranger = await startScriptedApi(() => says(data));
      const api = await startScriptedApi((index) =>
        index === 1 ? says(data) : redirects(index === 0 ? '/v2' : index === 2 ? stranger.url : '/v2', status),
      );
      const link = linkFor(api);
      expect(await askThrough(link)).toEqual(data.data);
      expect(await askThrough(link)).toMatchObject({ statusCode: status });
      expect(await askThrough(link, {}, gql('mutation { rename }'))).toMatchObject({ statusCode: status });
      expect(sent(api)).toEqual(Array(4).fill('POST Bearer t1'));
      expect(stranger.requests).toEqual([]);
    },
  );

  test.each([
    ['303', redirects('/v2', 303)],
    ['no address', redirects('', 307)],
    ['an address that is none', redirects('http://[', 307)],
    ['an address that is not http', redirects('ftp://127.0.0.1/', 307)],
  ])('%s is not followed; the caller sees the status', async (_, response) => {
    const api = await startScriptedApi(() => response);
    expect(await askThrough(linkFor(api))).toMatchObject({ name: 'ServerError' });
    expect(sent(api)).toEqual(['POST Bearer t1']);
  });

  test('after something was delivered nothing is followed', async () => {
    const api = await startScriptedApi(() => says(data));
    let sends = 0;
    const response = new Response(null, { status: 307, headers: { location: '/v2' } });
    const end = new ApolloLink(
      () =>
        new apollo.core.Observable((observer) => {
          sends++;
          observer.next(data);
          observer.error(Object.assign(new Error('redirected'), { response, statusCode: 307 }));
        }),
    );
    await askThrough(ApolloLink.from([authFor(api), end]));
    expect(sends).toBe(1);
  });

  test('redirects without end end', async () => {
    const api = await startScriptedApi(() => redirects('/graphql'));
    expect(await askThrough(linkFor(api))).toMatchObject({ statusCode: 307 });
    expect(api.requests).toHaveLength(21);
  });

  test('a GET has its parameters once, and keeps those of its address', async () => {
    const urls: (string | undefined)[] = [];
    const api = await startScriptedApi((index) => (response, request) => {
      urls.push(request.url);
      const [, parameters] = request.url?.split('?') ?? [];
      (index === 0 ? redirects(`/v2?operationName=Gateway&${parameters}`) : says(data))(response, request);
    });
    const link = linkFor(api, { useGETForQueries: true });
    expect(await askThrough(link, { uri: `${api.url}?tenant=a` })).toEqual(data.data);
    const { searchParams, pathname } = new URL(urls[1] ?? '', api.url);
    expect(pathname).toBe('/v2');
    expect(searchParams.getAll('query')).toHaveLength(1);
    expect(searchParams.getAll('operationName')).toEqual(['Viewer']);
    expect(searchParams.getAll('tenant')).toEqual(['a']);
  });

  test('a parameter of the address that only looks like one of a GET stays', async () => {
    const urls: (string | undefined)[] = [];
    const api = await startScriptedApi((index) => (response, request) => {
      urls.push(request.url);
      (index === 0 ? redirects('/v2?operationName=Gateway') : says(data))(response, request);
    });
    expect(await askThrough(linkFor(api), { uri: `${api.url}?operationName=Gateway` })).toEqual(data.data);
    expect(urls).toEqual(['/graphql?operationName=Gateway', '/v2?operationName=Gateway']);
  });

  test('a batch follows as a batch', async () => {
    const { BatchHttpLink } = await apollo.entry<typeof BatchHttp>('link/batch-http');
    const api = await startScriptedApi((index) => (index === 0 ? redirects('/v2') : says([data, data])));
    const link = ApolloLink.from([authFor(api), new BatchHttpLink({ batchInterval: 5 })]);
    const other = gql('query Other { viewer }');
    expect(await Promise.all([askThrough(link), askThrough(link, {}, other)])).toEqual([data.data, data.data]);
    expect(sent(api)).toEqual(['POST Bearer t1', 'POST Bearer t1']);
  });

  test('without a uri the response tells which origin is the own one', async () => {
    const api = await startScriptedApi((index) => (index === 0 ? redirects('/v2') : says(data)));
    const tokens = createTokenRefresher(async () => ({ value: 't1' }));
    onTestFinished(() => tokens.close());
    const link = ApolloLink.from([new apollo.TokenRefreshLink(tokens), new HttpLink({ uri: api.url })]);
    expect(await askThrough(link)).toEqual(data.data);
    expect(sent(api)).toEqual(['POST Bearer t1', 'POST Bearer t1']);
  });

  test("the caller's own `redirect` of error stands", async () => {
    const api = await startScriptedApi(() => redirects('/v2'));
    expect(await askThrough(linkFor(api), { fetchOptions: { redirect: 'error' } })).toBeInstanceOf(TypeError);
    expect(api.requests).toHaveLength(1);
  });

  test('whoever has left does not follow', async () => {
    const caller = new AbortController();
    let count = 0;
    const fetch: typeof globalThis.fetch = async () => {
      count++;
      caller.abort(new Error('I have no time'));
      return new Response(null, { status: 307, headers: { location: '/v2' } });
    };
    const api = await startScriptedApi(() => says(data));
    const error = await askThrough(linkFor(api, { fetch }), { fetchOptions: { signal: caller.signal } });
    expect(error).toMatchObject({ message: 'I have no time' });
    expect(count).toBe(1);
  });

  test('a link behind that copies what it sees does not take over what was put there for one send', async () => {
    const { setContext } = await apollo.entry<typeof SettingContext>('link/context');
    const api = await startScriptedApi(() => says(data));
    const fetchOptions = { mode: 'cors' };
    let seen: unknown;
    const before = new ApolloLink((operation, forward) => {
      const forwarded = forward(operation);
      return new apollo.core.Observable((observer) =>
        forwarded.subscribe({
          next(result) {
            seen = operation.getContext().fetchOptions;
            observer.next(result);
          },
          complete: () => observer.complete(),
        }),
      );
    });
    const copying = setContext((_, context) => ({ ...context, copied: true }));
    await askThrough(before.concat(linkFor(api, {}, [copying])), { fetchOptions });
    expect(seen).toEqual(fetchOptions);
  });

  test('in a page redirects are left to its fetch, which takes the token off', async () => {
    vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (X11)' });
    vi.stubGlobal('process', Object.create(process, { type: { value: 'renderer' } }));
    const asked: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      asked.push(init?.redirect);
      return Response.json(data);
    };
    const api = await startScriptedApi(() => says(data));
    await askThrough(linkFor(api, { fetch }));
    expect(asked).toEqual([undefined]);
  });
});
