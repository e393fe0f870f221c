import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Apollo's automatic persisted queries; answers 200 with a code, as Apollo Server does. The context has what is known. */
export function persistedQueries(): Plugin<object, { readonly persistedDocuments: Map<string, string> }> {
  return {
    onParams({ params, setParams, context: { persistedDocuments: documents } }) {
      const hash: unknown = params.extensions?.persistedQuery?.sha256Hash;
      if (typeof hash !== 'string') return;
      if (params.query) {
        if (createHash('sha256').update(params.query).digest('hex') !== hash) {
          throw problem('PersistedQueryMismatch', 'PERSISTED_QUERY_MISMATCH');
        }
        documents.set(hash, params.query);
        return;
      }
      const query = documents.get(hash);
      if (query === undefined) throw problem('PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND');
      setParams({ ...params, query });
    },
  };
}

function problem(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 200 } } });
}
