import { describe, expect, test, vi } from 'vitest';
import { sceneWithToken } from '../testing/scene-with-token.ts';

const notSignal = 'getToken: option "signal" must be an AbortSignal in an object: getToken({ signal }).';
const notKnown = (name: string, more = '') => `getToken: option "${name}" is not known${more}; known are: signal.`;
const notOptions = 'getToken: options must be an object with any of: signal.';
const { signal } = new AbortController();

describe('getToken', () => {
  test.each<[what: string, options: unknown, problem: string]>([
    ['a signal', signal, notSignal],
    ['a signal that has aborted', AbortSignal.abort(), notSignal],
    ['a controller as the signal', { signal: new AbortController() }, notSignal],
    ['a number as the signal', { signal: 5000 }, notSignal],
    ['false as the signal', { signal: false }, notSignal],
    ['another option', { timeout: 5 }, notKnown('timeout')],
    ['an option of the refresher', { timeoutMs: 5 }, notKnown('timeoutMs', ' here, it is one of createTokenRefresher')],
    ['null', null, notOptions],
    ['a string', 'token', notOptions],
    ['a number', 0, notOptions],
    ['a list', [signal], notOptions],
  ])('rejects with a TypeError about %s, whether there is a token or not', async (_, options, problem) => {
    const { tokens, calls, clock } = await sceneWithToken();
    await expect(tokens.getToken(options as never)).rejects.toThrow(new TypeError(problem));
    await clock.advance(3_600_000);
    await expect(tokens.getToken(options as never)).rejects.toThrow(new TypeError(problem));
    expect(calls).toHaveLength(1);
  });

  test.each<[what: string, options: unknown]>([
    ['undefined', undefined],
    ['no option', {}],
    ['a signal that is undefined', { signal: undefined }],
    ['a signal that is null, as in the init of a request', { signal: null }],
    ['a signal of another make', { signal: { aborted: false } }],
    ['a controller, which has a signal', new AbortController()],
    ['what React Query hands to its queryFn', { queryKey: ['token'], signal, meta: undefined }],
    ['an object without a prototype', Object.assign(Object.create(null), { signal })],
  ])('takes %s', async (_, options) => {
    const { tokens } = await sceneWithToken();
    expect(await tokens.getToken(options as never)).toMatchObject({ value: 't1' });
  });
});

describe('invalidate', () => {
  test.each([undefined, null, { value: 't1' }, 7])('%o is a TypeError that says what to pass', async (value) => {
    const { tokens } = await sceneWithToken();
    expect(() => tokens.invalidate(value as never)).toThrow(
      new TypeError(
        `invalidate: value must be a token's value, such as (await tokens.getToken()).value; got ${typeof value}.`,
      ),
    );
    expect(tokens.peek()).toMatchObject({ value: 't1' });
  });

  test('so is the token itself, and a promise of it', async () => {
    const { tokens } = await sceneWithToken();
    const token = await tokens.getToken();
    expect(() => tokens.invalidate(token as never)).toThrow('; got object.');
    expect(() => tokens.invalidate(tokens.getToken() as never)).toThrow('; got object.');
    expect(tokens.peek()).toBe(token);
  });
});

describe('subscribe', () => {
  test.each([undefined, null, 'refresh-failed', {}])('%o is a TypeError that says what to pass', async (listener) => {
    const { tokens, clock } = await sceneWithToken();
    const listens = vi.fn();
    expect(() => tokens.subscribe(...([listener, listens] as unknown as [never]))).toThrow(
      new TypeError(`subscribe: listener must be a function that is called with every event; got ${typeof listener}.`),
    );
    await clock.advance(3_600_000);
    tokens.reset();
    expect(listens).not.toHaveBeenCalled();
  });
});
