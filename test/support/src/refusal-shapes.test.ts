import { faults as misbehave, refusalNames, refusalShapes } from '@token-refresher/testing';
import { expect, test } from 'vitest';
import { localApi, query } from './testing/local-api.ts';

test.each(refusalNames)('refuses by %s: status, headers and body as listed, nothing executed', async (name) => {
  const api = await localApi();
  api.refuseWith(name);
  const response = await query(api, 'mutation Save { count }', null);
  const shape = refusalShapes[name];
  expect(response.status).toBe(shape.status);
  expect(response.headers.get('content-type')).toBe(shape.headers['content-type'] ?? null);
  expect(response.headers.get('www-authenticate')).toBe(shape.headers['www-authenticate'] ?? null);
  expect(await response.text()).toBe(shape.body);
  expect(api.executions.count).toBe(0);
});

test('a batch is refused by an array where the shape is a GraphQL result, else as a whole', async () => {
  const api = await localApi();
  const batch = [{ query: '{ viewer }' }, { query: '{ viewer }' }];
  api.refuseWith('200 data null and errors');
  const refused = { data: null, errors: [{ message: 'Unauthorized' }] };
  expect(await (await query(api, batch, null)).json()).toEqual([refused, refused]);
  expect(await (await query(api, batch.slice(1), null)).json()).toEqual([refused]);
  api.refuseWith('200 errors, one object even for a batch');
  expect(await (await query(api, batch, null)).json()).toEqual({ errors: [{ message: 'Unauthorized' }] });
  api.refuseWith('401 text');
  expect(await (await query(api, batch, null)).text()).toBe('Unauthorized');
});

test('good tokens are refused too while told so', async () => {
  const api = await localApi();
  api.refuseEverything(true);
  expect((await query(api, '{ viewer }')).status).toBe(401);
  expect(api.graphqlRequests[0]).toMatchObject({ outcome: 'refused', reason: 'told to refuse' });
  api.refuseEverything(false);
  expect((await query(api, '{ viewer }')).status).toBe(200);
});

test('the next request alone can be refused, in a shape of its own', async () => {
  const api = await localApi();
  api.graphqlRespondsWith(misbehave.refuse('200 text'), { times: 1 });
  const response = await query(api, '{ viewer }');
  expect([response.status, await response.text()]).toEqual([200, 'Unauthorized']);
  expect((await query(api, '{ viewer }')).status).toBe(200);
});
