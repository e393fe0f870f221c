import type { ContractRow } from '../../contract/contract-client.ts';
import { rows } from '../../contract/rows.ts';

/** One client in the storm. */
export interface StormRow extends ContractRow {
  /** Whether its mutations go on when their caller has left, as urql's do: then nothing could end one that hangs. */
  readonly finishesMutations: boolean;
}

const isNewest = (name: string) => !/^Apollo Client (?:3|4\.0)|graphql-request 6|core 5/.test(name);

/** Every adapter, beside the newest version of its client. */
export const stormRows: readonly StormRow[] = rows
  .filter(({ name }) => isNewest(name))
  .map((row) => ({ ...row, finishesMutations: row.name.startsWith('@urql') }));
