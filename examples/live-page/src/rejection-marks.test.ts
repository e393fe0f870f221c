import { expect, test } from 'vitest';
import { rejectionMarks } from './rejection-marks.ts';

const labels = (...rejections: [at: number, isRetried: boolean][]) =>
  rejectionMarks(rejections.map(([at, isRetried]) => ({ at, isRetried }))).map(({ label }) => label);

test('responses that stand close together share one label, behind the last', () => {
  expect(labels([0, true], [100, true], [5_000, false], [30_000, true])).toEqual([
    undefined,
    undefined,
    '401 ↻ ×2 ✕',
    '401 ↻',
  ]);
});

test('no responses, no marks', () => expect(labels()).toEqual([]));
