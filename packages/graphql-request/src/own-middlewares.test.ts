import { misbehave } from '@token-refresher/test-support';
import crossFetch from 'cross-fetch';
import { describe, expect, test } from 'vitest';
import { setUp, versions } from './testing/clients.ts';
import { tokenRefreshMiddleware } from './token-refresh-middleware.ts';

describe.each(versions)('graphql-request $version', ({ version, GraphQLClient }) => {
  test('requestMiddleware runs once per call, and what it makes of the request is sent both times', async () => {
    const { api, tokens } = await setUp();
    let calls = 0;
    const client = new GraphQLClient(
      'http://127.0.0.1:1/moved',
      tokenRefreshMiddleware(tokens, {
        requestMiddleware: async (request) => {
          const headers = new Headers(request.headers);
          headers.set('x-call', String(++calls));
          return { ...request, headers, url: api.url };
        },
      }),
    );
    api.graphqlRespondsWith(misbehave.refuse(), { times: 1 });
    expect(await client.request('{ viewer }')).toEqual({ viewer: 'viewer' });
    expect(api.graphqlRequests.map(({ headers }) => headers['x-call'])).toEqual(['1', '1']);
  });

  test('responseMiddleware sees the final response, once', async () => {
    const { api, tokens } = await setUp();
    const seen: unknown[] = [];
    const responseMiddleware = (response: { status: number } | Error) => void seen.push(response);
    const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens, { responseMiddleware }));
    api.graphqlRespondsWith(misbehave.refuse(), { times: 1 });
    await client.request('{ viewer }');
    api.refuseEverything(true);
    await client.request('{ viewer }').catch(() => {});
    expect(seen).toMatchObject([{ status: 200, data: { viewer: 'viewer' } }, { response: { status: 401 } }]);
  });

  test('responseMiddleware sees a TokenRequestError in version 6 only, as any error of fetch', async () => {
    const { api, tokens } = await setUp();
    const seen: unknown[] = [];
    const responseMiddleware = (response: object) => void seen.push(response);
    const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens, { responseMiddleware }));
    tokens.close();
    await client.request('{ viewer }').catch(() => {});
    expect(seen).toMatchObject(version.startsWith('6') ? [{ code: 'closed' }] : []);
  });

  test("a requestMiddleware's stream is sent once; the API's response to it goes to the caller", async () => {
    const { api, tokens } = await setUp();
    const client = new GraphQLClient(
      api.url,
      tokenRefreshMiddleware(tokens, {
        requestMiddleware: ({ body, ...request }) => ({
          ...request,
          body: new Blob([String(body)]).stream(),
          duplex: 'half',
        }),
      }),
    );
    expect(await client.request('{ viewer }')).toEqual({ viewer: 'viewer' });
    api.revokeAll();
    api.resetLog();
    await expect(client.request('{ viewer }')).rejects.toMatchObject({ response: { status: 401 } });
    expect(api.graphqlRequests).toHaveLength(1);
  });

  test("a requestMiddleware's multipart form is sent again", async () => {
    const { api, tokens } = await setUp();
    const form = new FormData();
    const query = 'mutation ($file: File!) { upload(file: $file) }';
    form.set('operations', JSON.stringify({ query, variables: { file: null } }));
    form.set('map', '{"0":["variables.file"]}');
    form.set('0', new Blob(['four']), 'a.txt');
    const client = new GraphQLClient(
      api.url,
      tokenRefreshMiddleware(tokens, {
        // Without a content type: fetch adds one that names the boundary.
        requestMiddleware: (request) => ({ ...request, body: form, headers: {} }),
      }),
    );
    await tokens.getToken();
    api.revokeAll();
    expect(await client.request(query)).toEqual({ upload: 4 });
    expect(api.executions.upload).toBe(1);
  });

  test("the user's own fetch, here cross-fetch with node-fetch in it, is repaired as the global one is", async () => {
    const { api, tokens } = await setUp();
    const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens, { fetch: crossFetch }));
    for (const shape of ['401 text', '200 text', '200 data null and errors', '401 empty'] as const) {
      api.resetLog();
      api.graphqlRespondsWith(misbehave.refuse(shape), { times: 1 });
      expect(await client.request('{ viewer }')).toEqual({ viewer: 'viewer' });
      expect(api.graphqlRequests).toHaveLength(2);
    }
    expect(await client.request('{ big(bytes: 1000000) }')).toEqual({ big: 'x'.repeat(1_000_000) });
  });

  test.each([
    ['of unknown length', undefined, undefined],
    ['that was compressed', '1000', 'gzip'],
  ])('a long response %s comes through node-fetch whole', async (_, length, encoding) => {
    const { api, tokens } = await setUp();
    const fetch: typeof crossFetch = async (input, init) => {
      const response = await crossFetch(input, init);
      response.headers.delete('content-length');
      if (length) response.headers.set('content-length', length);
      if (encoding) response.headers.set('content-encoding', encoding);
      return response;
    };
    const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens, { fetch }));
    expect(await client.request('{ big(bytes: 1000000) }')).toEqual({ big: 'x'.repeat(1_000_000) });
  });

  test('a jsonSerializer of the user reads the final response only', async () => {
    const { api, tokens } = await setUp();
    const read: string[] = [];
    const jsonSerializer = {
      stringify: (value: unknown) => JSON.stringify(value),
      parse: (text: string): unknown => {
        read.push(text);
        return JSON.parse(text);
      },
    };
    const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens, { jsonSerializer }));
    api.graphqlRespondsWith(misbehave.refuse('200 data null and errors'), { times: 1 });
    await client.request('{ viewer }');
    expect(read).toEqual(['{"data":{"viewer":"viewer"}}']);
  });
});
