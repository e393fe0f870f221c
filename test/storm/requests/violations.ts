import { maxGrowth, type Outcome, width } from '../driver/outcome.ts';
import type { StormApi } from './storm-api.ts';

/** What a storm leaves behind. */
export interface Aftermath {
  readonly api: StormApi;
  readonly outcomes: readonly Outcome[];
  /** How the queries ended that came when all was calm again. */
  readonly after: readonly PromiseSettledResult<unknown>[];
  readonly tokenRequestsAfter: number;
  readonly flying: { readonly requests: number };
  /** Connections that are open when the client is disposed of. */
  readonly busySockets: number;
  /** Bytes in use after each quarter. */
  readonly heap: readonly number[];
}

/** What must hold after whatever has happened; one sentence for each time that it does not. */
export function violations({
  api,
  outcomes,
  after,
  tokenRequestsAfter,
  flying,
  busySockets,
  heap,
}: Aftermath): string[] {
  const found: string[] = [];
  const check = (holds: boolean, sentence: string) => {
    if (!holds) found.push(sentence);
  };
  for (const { id, isMutation, end, data } of outcomes) {
    const { sends, executions } = api;
    check(end !== 'pending', `${id} has not settled`);
    check((sends.get(id) ?? 0) <= 2, `${id} was sent ${sends.get(id)} times`);
    check(!isMutation || (executions.get(id) ?? 0) <= 1, `the mutation ${id} was executed ${executions.get(id)} times`);
    if (end === 'delivered') check(isOwn(data, id), `${id} was given the response ${JSON.stringify(data)}`);
  }
  const failed = after.filter(({ status }) => status === 'rejected');
  const foreign = after.flatMap((each, n) =>
    each.status === 'fulfilled' && !isOwn(each.value, `after-${n}`) ? n : [],
  );
  check(foreign.length === 0, `${foreign.length} queries were given others' responses when all was calm again`);
  check(failed.length === 0, `${failed.length} of ${after.length} queries failed when all was calm again`);
  check(tokenRequestsAfter <= 1, `${tokenRequestsAfter} tokens were asked for when all was calm again`);
  const used = new Set(api.apiRequests.slice(-after.length).map(({ token }) => token));
  check(used.size === 1, `${used.size} tokens were in use when all was calm again`);
  check(api.openRequests === 0, `${api.openRequests} requests are still open`);
  check(flying.requests === 0, `${flying.requests} calls of fetch have not settled`);
  check(api.openSockets <= 2 * width, `${api.openSockets} sockets are open, for ${width} operations at a time`);
  check(busySockets === 0, `${busySockets} sockets are still busy`);
  const grown = (heap.at(-1) ?? 0) - (heap[0] ?? 0);
  check(grown < maxGrowth(outcomes.length), `the heap has grown by ${grown} bytes`);
  return found;
}

/** One way to refuse answers a part with data of its own. */
function isOwn(data: unknown, id: string): boolean {
  const { done, echo } = (data ?? {}) as { done?: unknown; echo?: unknown };
  return done === id || echo === 'here' || data === null || data === undefined;
}
