import { expect, test } from 'vitest';
import { isQuery, mayHaveRun } from './may-have-run.ts';
import { requestDocument } from './request-document.ts';

const url = 'https://api.example.com/graphql';
const hash = { persistedQuery: { version: 1, sha256Hash: 'abc123' } };
const upload = new FormData();
upload.set('operations', JSON.stringify({ query: 'mutation { upload }' }));

test.each<[string, string, string, unknown, string | undefined]>([
  ['a POST', 'POST', url, JSON.stringify({ query: '{ me }' }), '{ me }'],
  ['a persisted query', 'POST', url, JSON.stringify({ extensions: hash }), 'abc123'],
  ['a batch', 'POST', url, JSON.stringify([{ query: '{ me }' }, { query: '{ you }' }]), '{ me }\n{ you }'],
  [
    'a batch with what is not spelled out',
    'POST',
    url,
    JSON.stringify([{ query: '{ me }' }, { extensions: hash }, {}]),
    '{ me }\nabc123\n\nmutation',
  ],
  ['an upload', 'POST', url, upload, 'mutation { upload }'],
  ['a GET', 'GET', `${url}?query=%7B%20me%20%7D`, undefined, '{ me }'],
  ['a GET of a persisted query', 'GET', `${url}?extensions=abc123`, undefined, 'query {?extensions=abc123}'],
  ['a body that is no JSON', 'POST', url, 'hello', undefined],
  ['a body that is not an object', 'POST', url, 'null', undefined],
  ['bytes', 'POST', `${url}?a=1`, new Uint8Array(3), undefined],
  ['nothing', 'POST', url, undefined, undefined],
])('the document of %s', (_, method, address, body, expected) => {
  expect(requestDocument(method, address, body)).toBe(expected);
});

test('of a batch, an operation that is not spelled out may have been a mutation', () => {
  const operations = [{ query: '{ me }' }, { extensions: hash }];
  const document = requestDocument('POST', url, JSON.stringify(operations)) ?? '';
  expect(isQuery(document)).toBe(false);
  expect(mayHaveRun([{ data: { me: 1 } }, { errors: [{ message: 'Unauthorized', path: ['me'] }] }], document)).toBe(
    true,
  );
});
