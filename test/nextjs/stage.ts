import type { LocalApi } from '@token-refresher/test-support';
import type { ServerProcess } from '../examples/server-process.ts';

/** The example, built for production and running, with the APIs of its two accounts. */
export interface Stage {
  readonly folder: string;
  readonly alder: LocalApi;
  readonly birch: LocalApi;
  readonly running: ServerProcess;
}
