import type { Gate } from '@token-refresher/testing';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createSchema } from 'graphql-yoga';
import type { Executions } from './executions.ts';
import { type CubeArguments, selectRows } from './select-rows.ts';
import type { Trade, TradeFeed } from './trade-feed.ts';
import { evmBlocks, evmTrades, solanaTrades } from './trades.ts';
import { typeDefinitions } from './type-definitions.ts';

/** What the resolvers work with. */
export interface SchemaParts {
  readonly executions: Executions;
  /** Where the field `slow` waits. */
  readonly slowField: Gate;
  /** What subscriptions deliver. */
  readonly feed: TradeFeed;
}

/** The parts of the API that is asked, and what tells that its client has left: of a WebSocket, or of Yoga's request. */
export interface SchemaContext extends SchemaParts {
  readonly signal?: AbortSignal;
  readonly request?: Request;
}

const counted =
  <Arguments, Value>(field: keyof Executions, resolve: (args: Arguments, context: SchemaContext) => Value) =>
  (_: unknown, args: Arguments, context: SchemaContext): Value => {
    context.executions[field] += 1;
    return resolve(args, context);
  };

const unauthorized = (): never => {
  throw new GraphQLError('Unauthorized');
};

/**
 * The executable schema; every top-level field counts its executions. To make it takes longer than to start an API, so
 * all of a process have the same one, and their parts come with each request.
 */
export const localSchema: GraphQLSchema = createSchema<SchemaContext>({
  typeDefs: typeDefinitions,
  resolvers: {
    Query: {
      EVM: counted('EVM', ({ network }: { network?: string | null }, { feed }) =>
        evm(network ?? 'eth', feed.published),
      ),
      Solana: counted('Solana', () => ({ DEXTrades: (args: CubeArguments) => selectRows(solanaTrades(), args) })),
      echo: counted('echo', ({ text }: { text: string }) => text),
      viewer: counted('viewer', () => 'viewer'),
      denied: counted('denied', unauthorized),
      deniedNonNull: counted('deniedNonNull', unauthorized),
      slow: counted('slow', (_, { slowField }) => slowField.pass().then(() => 'slow')),
      big: counted('big', ({ bytes }: { bytes: number }) => 'x'.repeat(bytes)),
    },
    Mutation: {
      saveQuery: counted('saveQuery', ({ name }: { name: string }, { executions }) => ({
        id: `saved-${executions.saveQuery}`,
        name,
      })),
      deny: counted('deny', unauthorized),
      denyNonNull: counted('denyNonNull', unauthorized),
      count: counted('count', (_, { executions }) => executions.count),
      upload: counted('upload', ({ file }: { file: Blob }) => file.size),
    },
    Subscription: {
      EVM: {
        subscribe: (_: unknown, __: unknown, { feed, signal, request }: SchemaContext) =>
          feed.subscribe(signal ?? request?.signal),
        resolve: (trade: Trade) => ({ DEXTrades: (args: CubeArguments) => selectRows([trade], args) }),
      },
      denied: { subscribe: unauthorized },
    },
  },
});

function evm(network: string, published: number) {
  return {
    DEXTrades: (args: CubeArguments) => selectRows(evmTrades(network, published), args),
    Blocks: (args: CubeArguments) => selectRows(evmBlocks(), args),
  };
}
