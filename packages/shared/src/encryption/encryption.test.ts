import { randomBytes } from 'node:crypto';
import { type FetchToken, systemClock } from '@token-refresher/core';
import { expect, test } from 'vitest';
import type { SharedTokenOptions } from '../algorithm/shared-token-options.ts';
import { sharedToken } from '../shared-token.ts';
import type { SharedTokenEvent } from '../shared-token-event.ts';
import { countingSource } from '../testing/counting-source.ts';
import { createMemoryStore } from '../testing/memory-store.ts';

const { signal } = new AbortController();

/** Processes with a store in common; each call is another process. */
function processes() {
  const store = createMemoryStore(systemClock);
  const source = countingSource('sesame');
  const events: SharedTokenEvent[] = [];
  const ask = async (options: SharedTokenOptions, fetchToken: FetchToken = source.fetchToken) => {
    const onEvent = (event: SharedTokenEvent) => events.push(event);
    return (await sharedToken(store, fetchToken, { name: 'x', onEvent, ...options })({ signal })).value;
  };
  return { ask, store, events };
}

test('an encrypted token is shared by those who have the key, in whichever form, and is not in the store', async () => {
  const key = randomBytes(32);
  const { ask, store } = processes();
  const forms = [
    key,
    new Uint8Array(key),
    key.toString('base64'),
    key.toString('base64url'),
    key.toString('hex'),
    [key, randomBytes(32)],
  ];
  for (const encryptionKey of forms) expect(await ask({ encryptionKey })).toBe('sesame1');
  const [text = ''] = store.texts.values();
  expect(text).toMatch(/^A256GCM\.[\w-]+$/);
  expect(Buffer.from(text.slice(8), 'base64url').toString('latin1')).not.toMatch(/sesame|api/);
});

test('a key is replaced without a token request: add the new one, put it first, remove the old one', async () => {
  const [before, after] = [randomBytes(32), randomBytes(32)];
  const { ask } = processes();
  for (const encryptionKey of [before, [before, after], [after, before]]) {
    expect(await ask({ encryptionKey })).toBe('sesame1');
  }
  const rejectedByHolder = sharedReplacement(after, before);
  expect(await rejectedByHolder()).toEqual(['sesame1', 'sesame2', 'sesame2']);
});

/** With the new key first, the next token is encrypted with it: the old key alone does not read it, the new one does. */
function sharedReplacement(after: Buffer, before: Buffer) {
  const store = createMemoryStore(systemClock);
  const { fetchToken } = countingSource('sesame');
  const source = (encryptionKey: readonly Buffer[]) => sharedToken(store, fetchToken, { name: 'x', encryptionKey });
  return async () => {
    const both = source([after, before]);
    const first = await source([before])({ signal });
    await both({ signal });
    const second = await both({ signal, rejected: first.value });
    const third = await source([after])({ signal });
    return [first.value, second.value, third.value];
  };
}

test.each<[string, (text: string) => string]>([
  ['another key', (text) => text],
  ['a changed byte', (text) => `${text.slice(0, -4)}${text.at(-4) === 'A' ? 'B' : 'A'}${text.slice(-3)}`],
  ['a part of it', (text) => text.slice(0, 30)],
  ['an empty text', () => ''],
  ['nothing behind the prefix', () => 'A256GCM.'],
])('%s: it is replaced, and an event says so', async (name, change) => {
  const encryptionKey = randomBytes(32);
  const { ask, store, events } = processes();
  await ask({ encryptionKey });
  for (const [key, text] of store.texts) store.texts.set(key, change(text));
  const theirs = name === 'another key' ? randomBytes(32) : encryptionKey;
  expect(await ask({ encryptionKey: theirs })).toBe('sesame2');
  expect(events).toEqual([{ type: 'unreadable', at: expect.any(Number) }]);
  expect(await ask({ encryptionKey: theirs })).toBe('sesame2');
});

test('a token that is not encrypted is not taken by those who have a key, nor the other way round', async () => {
  const { ask } = processes();
  const encryptionKey = randomBytes(32);
  expect(await ask({})).toBe('sesame1');
  expect(await ask({ encryptionKey })).toBe('sesame2');
  expect(await ask({})).toBe('sesame3');
});

test('the same token is never the same text, and does not decrypt under another name', async () => {
  const encryptionKey = randomBytes(32);
  const { ask, store } = processes();
  const fetchToken = async () => ({ value: 'same', expiresAt: 2e12 });
  await ask({ encryptionKey }, fetchToken);
  await ask({ encryptionKey, name: 'y' }, fetchToken);
  const [[key, one] = ['', ''], [, other] = ['', '']] = [...store.texts];
  expect(one.slice(8, 24)).not.toBe(other.slice(8, 24));
  store.texts.set(key, other);
  expect(await ask({ encryptionKey })).toBe('sesame1');
});

test.each<[string, unknown]>([
  ['halves', '{"version":1,"tok'],
  ['a number', '7'],
  ['null', 'null'],
  ['another version', { version: 2, token: { value: 'x', expiresAt: 2e12 }, sentAt: 0 }],
  ['a token with a line break', { token: { value: 'x\n', expiresAt: 2e12 }, sentAt: 0 }],
  ['a token without expiry', { token: { value: 'x' }, sentAt: 0 }],
  ['a scope that is none', { token: { value: 'x', expiresAt: 2e12, scope: 7 }, sentAt: 0 }],
  ['a token of an unknown time', { token: { value: 'x', expiresAt: 2e12 } }],
])('%s: ignored and replaced', async (_name, content) => {
  const { ask, store } = processes();
  await ask({});
  const [key = ''] = store.texts.keys();
  store.texts.set(
    key,
    typeof content === 'string' ? content : JSON.stringify({ version: 1, key, ...(content as object) }),
  );
  expect(await ask({})).toBe('sesame2');
});
