import { GraphQLError } from 'graphql';
import { createSchema } from 'graphql-yoga';
import type { Executions } from './executions.ts';
import type { Gate } from './gate.ts';
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

/** Tells that the client has left: of a WebSocket, or of Yoga's request. */
interface SubscriptionContext {
  readonly signal?: AbortSignal;
  readonly request?: Request;
}

/** The executable schema; every top-level field counts its executions. */
export function createLocalSchema({ executions, slowField, feed }: SchemaParts) {
  const counted =
    <Arguments, Value>(field: keyof Executions, resolve: (args: Arguments) => Value) =>
    (_: unknown, args: Arguments): Value => {
      executions[field] += 1;
      return resolve(args);
    };
  const unauthorized = (): never => {
    throw new GraphQLError('Unauthorized');
  };
  return createSchema({
    typeDefs: typeDefinitions,
    resolvers: {
      Query: {
        EVM: counted('EVM', ({ network }: { network?: string | null }) => evm(network ?? 'eth', feed.published)),
        Solana: counted('Solana', () => ({ DEXTrades: (args: CubeArguments) => selectRows(solanaTrades(), args) })),
        echo: counted('echo', ({ text }: { text: string }) => text),
        viewer: counted('viewer', () => 'viewer'),
        denied: counted('denied', unauthorized),
        deniedNonNull: counted('deniedNonNull', unauthorized),
        slow: counted('slow', () => slowField.pass().then(() => 'slow')),
        big: counted('big', ({ bytes }: { bytes: number }) => 'x'.repeat(bytes)),
      },
      Mutation: {
        saveQuery: counted('saveQuery', ({ name }: { name: string }) => ({
          id: `saved-${executions.saveQuery}`,
          name,
        })),
        deny: counted('deny', unauthorized),
        denyNonNull: counted('denyNonNull', unauthorized),
        count: counted('count', () => executions.count),
        upload: counted('upload', ({ file }: { file: Blob }) => file.size),
      },
      Subscription: {
        EVM: {
          subscribe: (_: unknown, __: unknown, { signal, request }: SubscriptionContext) =>
            feed.subscribe(signal ?? request?.signal),
          resolve: (trade: Trade) => ({ DEXTrades: (args: CubeArguments) => selectRows([trade], args) }),
        },
        denied: { subscribe: unauthorized },
      },
    },
  });
}

function evm(network: string, published: number) {
  return {
    DEXTrades: (args: CubeArguments) => selectRows(evmTrades(network, published), args),
    Blocks: (args: CubeArguments) => selectRows(evmBlocks(), args),
  };
}
