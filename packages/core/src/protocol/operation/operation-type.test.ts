import { expect, test } from 'vitest';
import { operationType } from './operation-type.ts';

test.each([
  ['{ viewer }', 'query'],
  [' # mutation {\n query Q($a: In = { mutation: 1 }) { a(text: "} mutation {") }', 'query'],
  ['query mutation { subscription { mutation } }', 'query'],
  ['fragment subscription on Query { viewer } { ...subscription }', 'query'],
  ['{ a { b } mutation { c } }', 'query'],
  ['subscription { trades { mutation } }', 'subscription'],
  ['fragment F on T { a }, subscription S { trades { ...F } }', 'subscription'],
  ['mutation { a }', 'mutation'],
  ['\ufeff"""}"""mutation M @x(y: {}) { a }', undefined],
  ['\ufeffmutation M @x(y: {}) { a }', 'mutation'],
  ['subscription A { a } mutation B { b }', 'mutation'],
  ['query A { a } subscription B { b }', 'subscription'],
  ['a'.repeat(64), undefined],
  ['', undefined],
  ['}}}{', 'query'],
])('%j is a %s', (document, type) => {
  expect(operationType(document)).toBe(type);
});
