import { describe } from 'vitest';
import type { ContractRow } from './contract-client.ts';
import { promises } from './promises.ts';
import { can } from './stage.ts';

/** Defines the tests of everything that is promised, for the rows of one adapter. */
export function keepPromises(rows: readonly ContractRow[]): void {
  describe.each([...rows])('$name', (row) => {
    for (const { concern, needs, define } of promises) {
      if (needs === undefined || can(row, needs)) describe(concern, () => define(row));
    }
  });
}
