import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { localApi, query } from '../testing/local-api.ts';

test('a good token opens the API, and the log says who asked what', async () => {
  const api = await localApi();
  const token = api.issueToken();
  const response = await query(api, 'query Who { viewer }', token);
  expect(response.headers.get('content-type')).toContain('application/json');
  expect(await response.json()).toEqual({ data: { viewer: 'viewer' } });
  expect(api.graphqlRequests).toHaveLength(1);
  expect(api.graphqlRequests[0]).toMatchObject({ method: 'POST', token, operationName: 'Who', outcome: 'answered' });
  expect(api.executions.viewer).toBe(1);
  api.resetLog();
  expect([api.graphqlRequests.length, api.executions.viewer]).toEqual([0, 0]);
});

test('a token is also taken from the URL, as Bitquery does', async () => {
  const api = await localApi();
  const url = `${api.url}?token=${api.issueToken()}&query=${encodeURIComponent('{ viewer }')}`;
  expect((await fetch(url)).status).toBe(200);
});

test.each(['missing', 'unknown', 'expired', 'revoked', 'lacks scope'] as const)(
  'a token that is %s is refused before anything is executed',
  async (reason) => {
    const api = await localApi();
    const token = api.issueToken(reason === 'lacks scope' ? { scope: '' } : {});
    if (reason === 'expired') api.expire(token);
    if (reason === 'revoked') api.revoke(token);
    const sent = reason === 'missing' ? null : reason === 'unknown' ? 'garbage' : token;
    const response = await query(api, '{ viewer }', sent);
    expect([response.status, await response.text()]).toEqual([401, 'Unauthorized']);
    expect(api.graphqlRequests[0]).toMatchObject({ outcome: 'refused', reason });
    expect(api.executions.viewer).toBe(0);
  },
);

test('all tokens can be expired or revoked at once; later ones are good', async () => {
  const api = await localApi();
  const one = api.issueToken();
  api.expireAll();
  const two = api.issueToken();
  expect([api.problemWith(one), api.problemWith(two)]).toEqual(['expired', undefined]);
  api.revokeAll();
  expect(api.problemWith(two)).toBe('revoked');
  expect(() => api.revoke('never issued')).toThrow('not issued');
});

test('a query can be sent by GET, a mutation cannot', async () => {
  const api = await localApi();
  const get = (text: string) =>
    fetch(`${api.url}?query=${encodeURIComponent(text)}`, {
      headers: { authorization: `Bearer ${api.issueToken()}` },
    });
  expect(await (await get('query Q { viewer }')).json()).toEqual({ data: { viewer: 'viewer' } });
  expect(api.graphqlRequests[0]).toMatchObject({ method: 'GET', operationName: 'Q' });
  expect((await get('mutation { count }')).status).toBe(405);
  expect(api.executions.count).toBe(0);
});

test('a batch is answered in its order', async () => {
  const api = await localApi();
  const response = await query(api, [
    { query: 'query A { echo(text: "a") }' },
    { query: 'query B { echo(text: "b") }' },
  ]);
  expect(await response.json()).toEqual([{ data: { echo: 'a' } }, { data: { echo: 'b' } }]);
  expect(api.graphqlRequests[0]?.operations).toHaveLength(2);
  expect(api.graphqlRequests[0]?.operationName).toBe('A');
});

test('a persisted query is unknown until its text was sent once', async () => {
  const api = await localApi();
  const text = '{ viewer }';
  const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(text).digest('hex') } };
  const unknown = await query(api, { extensions });
  expect(unknown.status).toBe(200);
  expect(await unknown.json()).toMatchObject({
    errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
  });
  const data = { data: { viewer: 'viewer' } };
  expect(await (await query(api, { query: text, extensions })).json()).toEqual(data);
  expect(await (await query(api, { extensions })).json()).toEqual(data);
  const mismatch = await query(api, { query: '{ echo(text: "x") }', extensions });
  expect(await mismatch.json()).toMatchObject({ errors: [{ message: 'PersistedQueryMismatch' }] });
});

test('who accepts only application/graphql-response+json gets it', async () => {
  const api = await localApi();
  const response = await fetch(api.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${api.issueToken()}`,
    },
    body: JSON.stringify({ query: '{ viewer }' }),
  });
  expect(response.headers.get('content-type')).toContain('application/graphql-response+json');
  expect(await response.json()).toEqual({ data: { viewer: 'viewer' } });
});

test('a file can be uploaded', async () => {
  const api = await localApi();
  const form = new FormData();
  form.set(
    'operations',
    JSON.stringify({ query: 'mutation Up($f: File!) { upload(file: $f) }', variables: { f: null } }),
  );
  form.set('map', JSON.stringify({ 0: ['variables.f'] }));
  form.set('0', new Blob(['12345']), 'five.txt');
  const headers = { authorization: `Bearer ${api.issueToken()}` };
  const response = await fetch(api.url, { method: 'POST', headers, body: form });
  expect(await response.json()).toEqual({ data: { upload: 5 } });
  expect(api.graphqlRequests[0]?.operationName).toBe('Up');
});

test('deferred data comes in a later part of the same response', async () => {
  const api = await localApi();
  const response = await fetch(api.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'multipart/mixed',
      authorization: `Bearer ${api.issueToken()}`,
    },
    body: JSON.stringify({ query: '{ viewer ... @defer { slow } }' }),
  });
  expect(response.headers.get('content-type')).toContain('multipart/mixed');
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('"hasNext":true')) text += (await reader.read()).value ?? '';
  expect(text).toContain('"viewer"');
  expect(text).not.toContain('"slow":"slow"');
  api.slowField.release();
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
  expect(text).toContain('"slow":"slow"');
});

test('pages of other origins may call it when told, and see refusals', async () => {
  const api = await localApi({ cors: true });
  expect((await fetch(api.url, { method: 'OPTIONS' })).headers.get('access-control-allow-origin')).toBe('*');
  const refused = await query(api, '{ viewer }', null);
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, '*']);
  const closed = await localApi();
  expect((await query(closed, '{ viewer }')).headers.get('access-control-allow-origin')).toBeNull();
});

test('anything else is not found', async () => {
  const api = await localApi();
  expect((await fetch(`${api.origin}/eap`)).status).toBe(404);
});
