import type { ServerResponse } from 'node:http';
import type { Gate } from './gate.ts';
import type { RefusalName } from './refusal-shapes.ts';
import { type ReceivedRequest, resetConnection } from './request-log.ts';

/** An answer to send as it is. Without `content-type` among the headers none is sent. */
export interface FixedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * What an endpoint does instead of its work.
 *
 * - `answer`: sends a fixed answer.
 * - `refuse`: GraphQL endpoint only: says Unauthorized in the named shape, whatever the token.
 * - `hold`: waits at a gate, then works as usual. The token is checked after the wait.
 * - `delay`: works as usual after `ms` milliseconds of real time. For load scripts; tests should use `hold`.
 * - `hang`: never answers.
 * - `hang in body`: sends status, headers and the start of a JSON body, then nothing more.
 * - `reset`: cuts the connection without having done anything.
 * - `cut off`: promises more bytes than it sends, then cuts the connection.
 * - `lose answer`: does its work (issues the token, executes the operation), then cuts the connection.
 */
export type Behaviour =
  | ({ readonly kind: 'answer' } & FixedAnswer)
  | { readonly kind: 'refuse'; readonly shape?: RefusalName }
  | { readonly kind: 'hold'; readonly gate: Gate }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'hang in body' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'cut off' }
  | { readonly kind: 'lose answer' };

/** A behaviour, or a function that picks one per request (`null`: work as usual). */
export type BehaviourChoice = Behaviour | ((request: ReceivedRequest) => Behaviour | null);

/** Which behaviour comes next. */
export interface BehaviourSwitch {
  /** Sets the behaviour, for all requests or for the next `times`; `null` goes back to normal. */
  set(choice: BehaviourChoice | null, options?: { times?: number }): void;
  /** The behaviour for this request. */
  next(request: ReceivedRequest): Behaviour | null;
}

/** A switch that stands on normal. */
export function createBehaviourSwitch(): BehaviourSwitch {
  let choice: BehaviourChoice | null = null;
  let left = Number.POSITIVE_INFINITY;
  return {
    set(next, { times = Number.POSITIVE_INFINITY } = {}) {
      choice = next;
      left = times;
    },
    next(request) {
      if (choice === null || left <= 0) return null;
      const behaviour = typeof choice === 'function' ? choice(request) : choice;
      if (behaviour) left -= 1;
      return behaviour;
    },
  };
}

/** Does what can be done without knowing the endpoint. Resolves to `true` when the request is dealt with. */
export async function behave(behaviour: Behaviour | null, response: ServerResponse): Promise<boolean> {
  switch (behaviour?.kind) {
    case 'answer':
      sendAnswer(response, behaviour);
      return true;
    case 'hold':
      await behaviour.gate.pass();
      return response.destroyed;
    case 'delay':
      // A load script must not have to wait for answers that nobody wants any more.
      await new Promise((resolve) => setTimeout(resolve, behaviour.ms).unref());
      return response.destroyed;
    case 'hang':
      return true;
    case 'hang in body':
      startUnfinishedBody(response);
      return true;
    case 'reset':
      resetConnection(response);
      return true;
    case 'cut off':
      await startUnfinishedBody(response);
      resetConnection(response);
      return true;
    default:
      return false;
  }
}

/** Sends a fixed answer. */
export function sendAnswer(response: ServerResponse, { status, headers = {}, body = '' }: FixedAnswer): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
}

function startUnfinishedBody(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
  return new Promise((resolve) => response.write('{"access_token":"ory_at_', () => resolve()));
}
