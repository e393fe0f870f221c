import { expect, test } from 'vitest';
import { createRecent } from './recent.ts';

test('when there are too many entries, the one goes that was not used for the longest time', () => {
  const recent = createRecent<number>(2);
  recent.set('one', 1);
  recent.set('two', 2);
  recent.get('one');
  recent.set('three', 3);
  expect(['one', 'two', 'three'].map(recent.get)).toEqual([1, undefined, 3]);
  recent.set('three', 33);
  expect(['one', 'two', 'three'].map(recent.get)).toEqual([1, undefined, 33]);
  recent.delete('one');
  expect(recent.get('one')).toBeUndefined();
});
