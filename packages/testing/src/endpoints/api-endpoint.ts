import { applyFault } from '../faults/apply-fault.ts';
import type { FaultSwitch } from '../faults/fault-switch.ts';
import { fixedResponse } from '../messages/fixed-response.ts';
import { type ReceivedRequest, receive } from '../messages/received-request.ts';
import { type Refusal, refusalBody, refusalShapes } from '../messages/refusal-shapes.ts';
import { toResponse } from '../messages/to-response.ts';
import type { ApiTokens, TokenProblem } from '../tokens/api-tokens.ts';
import { nameOf, type Operation, readOperations } from './operations.ts';
import type { RequestLog } from './request-log.ts';
import type { Endpoint } from './token-endpoint.ts';

/** One HTTP request to the API. */
export interface ApiRequest extends ReceivedRequest {
  /** The token it carried, in the `Authorization` header or as `?token=`. */
  readonly token: string | undefined;
  /** The GraphQL operations in it: more than one in a batch; none if the request was not readable as GraphQL. */
  readonly operations: readonly Operation[];
  /** The name of the first operation. */
  readonly operationName: string | undefined;
  /**
   * `pending` until decided; then `answered` (handed to `respond`), `refused` ("Unauthorized", nothing was executed) or the
   * kind of the fault.
   */
  readonly outcome: string;
  /** Why it was refused. */
  readonly reason: TokenProblem | 'told to refuse' | undefined;
}

/** What the API works with. */
export interface ApiEndpointParts {
  readonly now: () => number;
  readonly tokens: ApiTokens;
  readonly faults: FaultSwitch;
  readonly log: RequestLog<ApiRequest>;
  readonly refusal: () => { readonly shape: Refusal; readonly everything: boolean };
  readonly respond: (request: ApiRequest, copy: Request) => unknown;
}

/** An API that looks at the token before anything else. */
export function createApiEndpoint(parts: ApiEndpointParts): Endpoint {
  return async (request, sent) => {
    const { entry: received, copy, ends } = await receive(request, parts.now, sent);
    const { batch, operations } = await readOperations(received, copy);
    const entry = Object.assign(received, {
      token: tokenOf(received),
      operations,
      operationName: nameOf(operations[0]),
      outcome: 'pending',
      reason: undefined as ApiRequest['reason'],
    });
    parts.log.add(entry);
    const fault = parts.faults.next(entry);
    if (fault && fault.kind !== 'hold' && fault.kind !== 'delay') entry.outcome = fault.kind;
    const faulty = await applyFault(fault);
    if (faulty) return ends(faulty);
    if (entry.abortedByClient) return ends(Response.error());

    const refusal = parts.refusal();
    const toldTo = refusal.everything || fault?.kind === 'refuse';
    entry.reason = parts.tokens.problemWith(entry.token) ?? (toldTo ? 'told to refuse' : undefined);
    if (entry.reason) {
      entry.outcome = 'refused';
      const shape = (fault?.kind === 'refuse' && fault.shape) || refusal.shape;
      return ends(refuse(shape, batch ? operations.length : null));
    }
    entry.outcome = 'answered';
    const response = toResponse(await parts.respond(entry, copy()));
    if (fault?.kind !== 'lose response') return ends(response);
    await response.text();
    return ends(Response.error());
  };
}

function refuse(shape: Refusal, operations: number | null): Response {
  if (typeof shape === 'object') return fixedResponse(shape);
  const named = refusalShapes[shape];
  return fixedResponse({ ...named, body: refusalBody(named, operations) });
}

function tokenOf({ headers, url }: ReceivedRequest): string | undefined {
  const inHeader = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return inHeader ?? new URL(url, 'http://localhost').searchParams.get('token') ?? undefined;
}
