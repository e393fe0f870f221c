import { describe } from 'vitest';
import { promises } from './promises.ts';
import { rows } from './rows.ts';
import { can } from './stage.ts';

describe.each([...rows])('$name', (row) => {
  for (const { concern, needs, define } of promises) {
    if (needs === undefined || can(row, needs)) describe(concern, () => define(row));
  }
});
