import { TokenRequestError } from '@token-refresher/core';
import { expect, test } from 'vitest';
import { problemOf } from './problem.ts';

const noToken = new TokenRequestError('down', { code: 'temporarily_unavailable', retryAt: 2_000 });
const sessionEnded = new TokenRequestError('over', { code: 'access_denied', permanent: true });

test.each([
  { where: 'itself, as Apollo Client hands it on', error: noToken },
  { where: "urql's networkError", error: Object.assign(new Error('[Network]'), { networkError: noToken }) },
  { where: "graphql-ws's cause", error: Object.assign(new Error('1013'), { cause: noToken }) },
])('a token error is found in $where', ({ error }) => {
  expect(problemOf(error, 1_000)).toMatchObject({
    text: 'No access token could be obtained (temporarily_unavailable).',
    advice: expect.stringMatching(/^The next try is at \d\d:\d\d:02 or later\.$/),
    action: 'ask again',
  });
});

test('a next try that has passed is not named', () => expect(problemOf(noToken, 2_000).advice).toBe(''));

test('an ended session is repaired by loading the page anew', () =>
  expect(problemOf({ networkError: sessionEnded }).action).toBe('reload'));

test.each([{ statusCode: 401 }, { response: { status: 401 } }, { code: 4401 }, { networkError: { code: 4401 } }])(
  'an API that refuses the new token too is named: %o',
  (error) => expect(problemOf(error).text).toContain('“Unauthorized”, to the new token too'),
);

test('anything else is quoted, but not at length', () => {
  expect(problemOf(new Error('[Network] Failed to fetch')).text).toBe('[Network] Failed to fetch');
  expect(problemOf('x'.repeat(1_000)).text).toHaveLength(200);
});
