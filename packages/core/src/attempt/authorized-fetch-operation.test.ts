import { misbehave, startLocalApi } from '@token-refresher/test-support';
import { expect, onTestFinished, test } from 'vitest';
import { createTokenRefresher } from '../refresher/token-refresher.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';

test('a mutation sent by its hash alone, of which a part was carried out, is not sent again', async () => {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const refusal = { data: null, errors: [{ message: 'Unauthorized', path: ['denyNonNull'] }] };
  api.graphqlRespondsWith(misbehave.json(refusal));
  const tokens = createTokenRefresher(async () => ({ value: api.issueToken() }), { origins: [api.origin] });
  const fetch = createAuthorizedFetch(tokens);
  const body = JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } });
  const response = await fetch(api.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(await response.json()).toEqual(refusal);
  expect(api.graphqlRequests).toHaveLength(1);
});
