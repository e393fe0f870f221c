import type { ContractRow, Inability } from './contract-client.ts';
import { aborting } from './promises/aborting.ts';
import { batches } from './promises/batches.ts';
import { failures } from './promises/failures.ts';
import { guests } from './promises/guests.ts';
import { mutations } from './promises/mutations.ts';
import { ownConfig } from './promises/own-config.ts';
import { privacy } from './promises/privacy.ts';
import { publicOperations } from './promises/public-operations.ts';
import { refusals } from './promises/refusals.ts';
import { separation } from './promises/separation.ts';
import { sharing } from './promises/sharing.ts';
import { tokenFailures } from './promises/token-failures.ts';
import { waysToSend } from './promises/ways-to-send.ts';

/** What is promised about one concern. */
export interface Promises {
  readonly concern: string;
  /** Without this ability of the client there is nothing to promise. */
  readonly needs?: Inability;
  /** Defines the tests for one row. */
  readonly define: (row: ContractRow) => void;
}

/** Everything that is promised to everybody. */
export const promises: readonly Promises[] = [
  { concern: 'what is Unauthorized', define: refusals },
  { concern: 'one token for all', define: sharing },
  { concern: 'what is not sent again', define: failures },
  { concern: 'mutations', define: mutations },
  { concern: 'batches', needs: 'batch', define: batches },
  { concern: 'aborting', needs: 'abort', define: aborting },
  { concern: 'no token could be obtained', define: tokenFailures },
  { concern: 'where the token goes', define: privacy },
  { concern: 'how the token is sent', define: waysToSend },
  { concern: 'public operations', define: publicOperations },
  { concern: 'guests', define: guests },
  { concern: 'two refreshers', define: separation },
  { concern: "the user's own configuration", define: ownConfig },
];
