import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const here = createRequire(import.meta.url);

test.each([
  ['@urql/exchange-auth-2', '5.2.0'],
  ['@urql/exchange-graphcache-7', '5.2.0'],
  ['@urql/exchange-persisted-4', '5.2.0'],
  ['@urql/exchange-retry-1', '5.2.0'],
  ['@urql/exchange-auth', '6.0.3'],
])('%s is tested with the core that belongs to it, %s', (exchange, version) => {
  expect(createRequire(here.resolve(exchange))('@urql/core/package.json')).toMatchObject({ version });
});
