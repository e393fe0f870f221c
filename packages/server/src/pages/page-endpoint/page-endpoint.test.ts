import { expect, test } from 'vitest';
import { checkOptions } from '../../options/check-options.ts';
import { createPageEndpoint } from './page-endpoint.ts';
import type { PageEvent } from './page-events.ts';

test('a body that cannot be read for whatever reason gets a response, and there is one event', async () => {
  const events: PageEvent[] = [];
  const endpoint = createPageEndpoint<never>(
    {
      caller: 'test',
      invalid: checkOptions('test', {}, []),
      clock: { now: () => 0 },
      maxBodyBytes: 1_000,
      errorBody: ({ code }) => ({ code }),
      read: () => {
        throw new RangeError('Maximum call stack size exceeded');
      },
      authorize: () => expect.fail('nothing was read'),
      respond: async () => expect.fail('nothing was read'),
    },
    { authorize: () => true, onEvent: (event) => events.push(event) },
  );
  const headers = { 'content-type': 'application/json' };
  const response = await endpoint(new Request('https://app.example.com/', { method: 'POST', headers, body: '{}' }));
  expect(response.status).toBe(400);
  expect(events).toMatchObject([{ type: 'denied', reason: 'body', status: 400 }]);
});
