import { expect, test } from 'vitest';
import { isText } from './api-response.ts';

test.each<[boolean, string | null]>([
  [true, null],
  [true, 'application/json'],
  [true, 'Application/JSON; charset=utf-8'],
  [true, 'application/json ; charset=utf-8'],
  [true, 'application/graphql-response+json'],
  [true, 'application/vnd.api-2.0+json;v=1'],
  [true, 'text/plain'],
  [true, 'text/html; charset=utf-8'],
  [false, 'text/event-stream'],
  [false, 'application/json-seq'],
  [false, 'application/jsonl'],
  [false, 'application/x-ndjson'],
  [false, 'multipart/mixed; boundary="-"; a=application/json'],
  [false, 'application/octet-stream'],
  [false, 'image/svg+xml'],
])('text as a whole, %s: %s', (expected, type) => {
  const response = new Response(null, { headers: type === null ? {} : { 'content-type': type } });
  expect(isText(response)).toBe(expected);
});
