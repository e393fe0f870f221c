import { describe, expect, test } from 'vitest';
import { TokenRequestError } from '../errors.ts';
import { type IsUnauthorized, isUnauthorized } from '../protocol/api-response/unauthorized.ts';
import { hourMs, type Scene, scene } from '../testing/refresher-scene.ts';
import { startAttempt } from './attempt.ts';

const part = {
  status: 200,
  body: {
    data: { posts: [1], me: null },
    errors: [{ message: 'Not signed in', path: ['me'], extensions: { code: 'UNAUTHENTICATED' } }],
  },
};
const whole = { status: 200, body: { data: { posts: [1], me: 'ann' } } };

async function attemptOf({ tokens }: Scene, document: string | undefined = '{ posts me }') {
  const attempt = startAttempt(tokens, { operation: () => document });
  if (attempt.cachedToken() === undefined) await attempt.getToken();
  return attempt;
}

describe('a query of which a part was denied', () => {
  test('is sent again once, while others go on with the old token', async () => {
    const stage = scene();
    const first = attemptOf(stage);
    await stage.respond();
    const attempt = await first;
    const again = attempt.retry(part);
    expect(stage.tokens.peek()).toMatchObject({ value: 't1' });
    expect(attempt.keepsFirst()).toBe(true);
    await stage.respond();
    expect(await again).toBe('t2');
    expect(attempt.retry(whole)).toBeUndefined();
    expect(attempt.keepsFirst(whole)).toBe(false);
    expect(stage.calls[1]?.rejected).toBe('t1');
  });

  test('is delivered as it was when no new token comes, or the second response has no data', async () => {
    const stage = scene();
    const first = attemptOf(stage);
    await stage.respond();
    const attempt = await first;
    const again = attempt.retry(part);
    await stage.fail(new TokenRequestError('Wrong secret.', { code: 'invalid_client', permanent: true }));
    expect(await again).toBeUndefined();
    expect(attempt.keepsFirst({ status: 500, body: 'oops' })).toBe(true);
    expect(attempt.keepsFirst({ status: 401 })).toBe(true);
    expect(attempt.keepsFirst(part)).toBe(false);
  });

  test.each(['mutation { posts me }', 'subscription { posts me }', 'f00hash', ''])(
    'is not sent again when it is none: %s',
    async (document) => {
      const stage = scene({ automatic: true });
      const attempt = await attemptOf(stage, document);
      expect(attempt.retry(part)).toBeUndefined();
      expect(stage.calls).toHaveLength(1);
    },
  );

  test('of a batch counts when one operation was refused', async () => {
    const stage = scene({ automatic: true });
    const attempt = await attemptOf(stage, '{ posts }\n{ me }');
    const refused = { data: null, errors: [{ message: 'Unauthorized' }] };
    expect(await attempt.retry({ status: 200, body: [{ data: { posts: [1] } }, refused] })).toBe('t2');
  });
});

test('fifty different fields that are denied for their own reasons cost at most ten token requests an hour', async () => {
  const stage = scene({ automatic: true, lifeMs: 24 * hourMs });
  for (let round = 0; round < 36; round++) {
    for (let field = 0; field < 50; field++) {
      const attempt = await attemptOf(stage, `{ posts denied${field} }`);
      if (await attempt.retry(part)) attempt.retry(part);
    }
    await stage.clock.advance(100_000);
  }
  expect(stage.calls.length).toBeLessThanOrEqual(10);
});

test('a new token that helps makes the next denial a reason again', async () => {
  const stage = scene({ automatic: true });
  for (let round = 0; round < 3; round++) {
    const attempt = await attemptOf(stage);
    expect(await attempt.retry(part)).toBe(`t${round + 2}`);
    attempt.retry(whole);
  }
});

describe("an isUnauthorized of the application's own", () => {
  const ownWords = (body: unknown) =>
    Object(body).errors?.some?.(({ message }: { message: string }) => message === 'Signature has expired') === true;
  const withError = (message: string, data: object | null = { posts: [1], me: null }) => ({
    status: 200,
    body: { data, errors: [{ message, path: ['me'] }] },
  });

  /** Whether a query is sent again after each of the responses. */
  const resent = async (own: IsUnauthorized, responses: readonly object[], document = '{ posts me }') =>
    Promise.all(
      responses.map(async (response) => {
        const stage = scene({ automatic: true });
        const attempt = startAttempt(stage.tokens, { isUnauthorized: own, operation: () => document });
        await attempt.getToken();
        return (await attempt.retry(response)) !== undefined;
      }),
    );

  test('that adds words keeps what the default does about a part, and does it for its own', async () => {
    const added: IsUnauthorized = (response) =>
      isUnauthorized(response) || (Object(response.body).data === null && ownWords(response.body));
    expect(await resent(added, [part, withError('Signature has expired'), withError('Forbidden')])).toEqual([
      true,
      true,
      false,
    ]);
    const batch = { status: 200, body: [{ data: { posts: [1] } }, withError('Signature has expired', null).body] };
    expect(await resent(added, [batch])).toEqual([true]);
    expect(await resent(added, [part], 'mutation { posts me }')).toEqual([false]);
  });

  test('that knows less has no part sent again', async () => {
    const onlyStatus: IsUnauthorized = ({ status }) => status === 401;
    expect(await resent(onlyStatus, [part, { status: 401 }])).toEqual([false, true]);
  });

  test('sees status, headers and original of the response that the error stands in', async () => {
    const seen: unknown[] = [];
    const original = {};
    const own: IsUnauthorized = (response) => {
      seen.push({ ...response });
      return false;
    };
    const response = { ...part, wwwAuthenticate: 'Bearer', original };
    await resent(own, [response]);
    const [error] = part.body.errors;
    expect(seen).toEqual([response, { ...response, body: { data: null, errors: [error] } }]);
  });
});
