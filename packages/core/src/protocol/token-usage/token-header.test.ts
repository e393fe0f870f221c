import { describe, expect, test } from 'vitest';
import { createTokenRefresher } from '../../refresher/token-refresher.ts';
import { parseHeader, wouldFollowAnywhere } from './token-header.ts';

const secret = 'ory_at_secret';
const makes = (made: unknown) => () => parseHeader('caller', () => made)(secret);

test('without the option it is Authorization: Bearer …', () => {
  expect(parseHeader('caller')('t')).toEqual({ Authorization: 'Bearer t' });
});

test.each([
  ['a word', 'X-Token'],
  ['null', null],
  ['a list', []],
])('%s is no function, and said so when the refresher is made', (_, header) => {
  expect(() => createTokenRefresher(async () => ({ value: 't' }), { header: header as never })).toThrow(
    'createTokenRefresher: option "header" must be a function (token) => headers',
  );
});

describe('what makes no headers is a TypeError', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['text', secret],
    ['a promise', Promise.resolve({})],
    ['a list', [['X-Token', secret]]],
    ['an instance of Headers', new Headers({ 'x-token': secret })],
  ])('%s', (_, made) => {
    expect(makes(made)).toThrow(new TypeError(expectedObject));
  });

  test.each([
    ['a space', 'X Token'],
    ['a colon', 'X-Token:'],
    ['a line break', 'X\r\nEvil'],
    ['nothing', ''],
  ])('a name with %s in it', (_, name) => {
    expect(makes({ [name]: secret })).toThrow(`such as { "X-Token": token }; ${name} is none.`);
  });

  test.each([
    ['a line break', `${secret}\r\nEvil: 1`],
    ['a space at its end', `${secret} `],
    ['a character that is not ASCII', 'tökén'],
    ['nothing', ''],
    ['undefined', undefined],
    ['a number', 7],
  ])('a value that has, or is, %s; it is not repeated', (_, value) => {
    let thrown: unknown;
    try {
      makes({ 'X-Token': value })();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(TypeError);
    expect(String(thrown)).toContain('X-Token is none.');
    expect(String(thrown)).not.toContain(secret);
  });
});

test('only Authorization is taken off by a fetch that follows a redirect to another origin', () => {
  expect(wouldFollowAnywhere({ AUTHORIZATION: 'a' })).toBe(false);
  expect(wouldFollowAnywhere({})).toBe(false);
  expect(wouldFollowAnywhere({ Authorization: 'a', 'X-Token': 'b' })).toBe(true);
});

const expectedObject =
  'caller: option "header" must return an object of headers in visible ASCII, such as { "X-Token": token }; what it returns is none.';
