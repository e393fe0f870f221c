import type { IncomingMessage, ServerResponse } from 'node:http';
import { useDeferStream } from '@graphql-yoga/plugin-defer-stream';
import { createYoga } from 'graphql-yoga';
import { type BehaviourSwitch, behave, sendAnswer } from './behaviour.ts';
import { localSchema, type SchemaParts } from './graphql-schema.ts';
import { asksForMultipartSubscription, toMultipartSubscription } from './multipart-subscription.ts';
import { nameOf, type Operation, readOperations } from './operations.ts';
import { persistedQueries } from './persisted-queries.ts';
import { type RefusalName, refusalBody, refusalShapes } from './refusal-shapes.ts';
import { type ReceivedRequest, type RequestLog, receive, resetConnection } from './request-log.ts';
import type { TokenProblem, TokenStore } from './token-store.ts';

/** One HTTP request to the GraphQL endpoint. */
export interface GraphqlRequest extends ReceivedRequest {
  /** The token it carried, in the header or (as Bitquery allows) as `?token=`. */
  readonly token: string | undefined;
  /** More than one in a batch; empty if the request was not readable. */
  readonly operations: readonly Operation[];
  /** The name of the first operation. */
  readonly operationName: string | undefined;
  /**
   * `pending` until decided; then `answered` (handed to the GraphQL server), `refused` (Unauthorized, nothing was
   * executed) or the kind of the set behaviour.
   */
  outcome: string;
  /** Why it was refused. */
  reason: TokenProblem | 'told to refuse' | undefined;
}

/** What the GraphQL endpoint works with. */
export interface GraphqlEndpointParts {
  readonly now: () => number;
  readonly tokens: TokenStore;
  readonly schemaParts: SchemaParts;
  readonly behaviours: BehaviourSwitch;
  readonly log: RequestLog<GraphqlRequest>;
  readonly origin: () => string;
  readonly refusal: () => { readonly shape: RefusalName; readonly everything: boolean };
}

/** What a request brings with it. */
interface RequestContext extends SchemaParts {
  /** Of the API that is asked: documents that it knows by their hash. */
  readonly persistedDocuments: Map<string, string>;
}

const yoga = createYoga<RequestContext>({
  schema: localSchema,
  logging: false,
  landingPage: false,
  graphiql: false,
  maskedErrors: false,
  cors: false,
  batching: { limit: 1000 },
  plugins: [persistedQueries(), useDeferStream()],
});

/** A GraphQL endpoint that looks at the token before anything is executed. */
export function createGraphqlEndpoint(parts: GraphqlEndpointParts) {
  const context: RequestContext = { ...parts.schemaParts, persistedDocuments: new Map() };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const received = await receive(request, response, parts.now);
    const { batch, operations } = await readOperations(received);
    const entry = Object.assign(received, {
      token: tokenOf(received),
      operations,
      operationName: nameOf(operations[0]),
      outcome: 'pending',
      reason: undefined as GraphqlRequest['reason'],
    });
    parts.log.add(entry);
    const behaviour = parts.behaviours.next(entry);
    if (behaviour && behaviour.kind !== 'hold' && behaviour.kind !== 'delay') entry.outcome = behaviour.kind;
    if (await behave(behaviour, response)) return;

    const refusal = parts.refusal();
    const toldTo = refusal.everything || behaviour?.kind === 'refuse';
    entry.reason = parts.tokens.problemWith(entry.token) ?? (toldTo ? 'told to refuse' : undefined);
    if (entry.reason) {
      entry.outcome = 'refused';
      const shape = refusalShapes[(behaviour?.kind === 'refuse' && behaviour.shape) || refusal.shape];
      sendAnswer(response, { ...shape, body: refusalBody(shape, batch ? operations.length : null) });
      return;
    }
    entry.outcome = 'answered';
    const clientLeft = new AbortController();
    response.on('close', () => clientLeft.abort());
    const isMultipart = asksForMultipartSubscription(entry.headers.accept, operations[0]);
    const headers = isMultipart ? { ...entry.headers, accept: 'text/event-stream' } : entry.headers;
    const init = {
      method: entry.method,
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
      signal: clientLeft.signal,
      ...(entry.method === 'GET' || entry.method === 'HEAD' ? {} : { body: new Uint8Array(entry.raw) }),
    };
    const answer = await yoga.fetch(new URL(entry.url, parts.origin()).href, init, context);
    if (behaviour?.kind === 'lose answer') {
      await answer.text();
      resetConnection(response);
      return;
    }
    await sendResponse(isMultipart ? toMultipartSubscription(answer) : answer, response);
  };
}

/** Sends each chunk as it comes, so that `@defer` and streams work. */
async function sendResponse(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.flushHeaders();
  const reader = answer.body?.getReader();
  response.on('close', () => reader?.cancel().catch(() => {}));
  for (let part = await reader?.read(); part && !part.done && !response.destroyed; part = await reader?.read()) {
    response.write(part.value);
  }
  response.end();
}

function tokenOf({ headers, url }: ReceivedRequest): string | undefined {
  const inHeader = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return inHeader ?? new URL(url, 'http://localhost').searchParams.get('token') ?? undefined;
}
