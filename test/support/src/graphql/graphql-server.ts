import { useDeferStream } from '@graphql-yoga/plugin-defer-stream';
import type { ApiRequest } from '@token-refresher/testing';
import { createYoga } from 'graphql-yoga';
import { localSchema, type SchemaParts } from './graphql-schema.ts';
import { asksForMultipartSubscription, toMultipartSubscription } from './multipart-subscription.ts';
import { persistedQueries } from './persisted-queries.ts';

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

/** Executes operations; made for the option `respond`. */
export function createGraphqlServer(schemaParts: SchemaParts) {
  const context: RequestContext = { ...schemaParts, persistedDocuments: new Map() };
  return async ({ headers, operations }: ApiRequest, request: Request): Promise<Response> => {
    const isMultipart = asksForMultipartSubscription(headers.accept, operations[0]);
    if (isMultipart) request.headers.set('accept', 'text/event-stream');
    const response = await yoga.fetch(request, context);
    return isMultipart ? toMultipartSubscription(response) : response;
  };
}
