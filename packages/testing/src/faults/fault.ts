import type { Gate } from '../gate.ts';
import type { FixedResponse } from '../messages/fixed-response.ts';
import type { ReceivedRequest } from '../messages/received-request.ts';
import type { Refusal } from '../messages/refusal-shapes.ts';

/**
 * What an endpoint does instead of its work; {@link faults} makes them.
 *
 * - `response`: sends a fixed response.
 * - `refuse`: API only: says "Unauthorized" in the named shape, whatever the token.
 * - `hold`: waits at a gate, then works as usual. The token is checked after the wait.
 * - `delay`: works as usual after `ms` milliseconds of real time.
 * - `hang`: never answers.
 * - `hang in body`: sends status, headers and the start of a JSON body, then nothing more.
 * - `reset`: cuts the connection without having done anything.
 * - `cut off`: promises more bytes than it sends, then cuts the connection.
 * - `lose response`: does its work (issues the token, calls `respond`), then cuts the connection.
 */
export type Fault =
  | ({ readonly kind: 'response' } & FixedResponse)
  | { readonly kind: 'refuse'; readonly shape?: Refusal }
  | { readonly kind: 'hold'; readonly gate: Gate }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'hang in body' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'cut off' }
  | { readonly kind: 'lose response' };

/** A fault, or a function that picks one for each request (`null`: work as usual). */
export type FaultChoice = Fault | ((request: ReceivedRequest) => Fault | null);
