import { type LiveOutcome, maxGrowth } from '../driver/outcome.ts';
import type { LiveStormApi } from './live-storm-api.ts';

/** What a storm over sockets leaves behind. */
export interface LiveAftermath {
  readonly api: LiveStormApi;
  readonly outcomes: readonly LiveOutcome[];
  /** How the queries ended that came when all was calm again, and which tokens their sockets had. */
  readonly after: readonly LiveOutcome[];
  readonly tokensAfter: ReadonlySet<string>;
  readonly tokenRequestsAfter: number;
  /** Connections that are open when the client is disposed of. */
  readonly busySockets: number;
  /** Bytes in use after each quarter. */
  readonly heap: readonly number[];
}

/** What must hold after whatever has happened; one sentence for each time that it does not. */
export function liveViolations(aftermath: LiveAftermath): string[] {
  const { api, outcomes, after, tokensAfter, tokenRequestsAfter, busySockets, heap } = aftermath;
  const found: string[] = [];
  const check = (holds: boolean, sentence: string) => {
    if (!holds) found.push(sentence);
  };
  for (const { id, kind, end, responses } of [...outcomes, ...after]) {
    const executed = api.executions.get(id) ?? 0;
    check(end !== 'pending', `${id} has not settled`);
    check(kind !== 'mutation' || executed <= 1, `the mutation ${id} was executed ${executed} times`);
    check((api.refusals.get(id) ?? 0) <= 2, `${id} was refused ${api.refusals.get(id)} times`);
    const foreign = responses.filter(({ done }) => done !== id);
    check(foreign.length === 0, `${id} was given the response ${JSON.stringify(foreign[0])}`);
    const events = responses.flatMap(({ event }) => event ?? []);
    const inOrder = events.every((event, index) => index === 0 || event > Number(events[index - 1]));
    check(inOrder, `${id} was given the events ${events.join(', ')}`);
    const isWhole = end !== 'delivered' || responses.length >= (kind === 'subscription' ? 3 : 1);
    check(isWhole, `${id} was completed after ${responses.length} responses`);
  }
  const failed = after.filter(({ end }) => end !== 'delivered');
  check(failed.length === 0, `${failed.length} of ${after.length} queries failed when all was calm again`);
  check(tokenRequestsAfter <= 1, `${tokenRequestsAfter} tokens were asked for when all was calm again`);
  check(tokensAfter.size <= 1, `${tokensAfter.size} tokens were in use when all was calm again`);
  check(busySockets === 0, `${busySockets} sockets are still open`);
  const grown = (heap.at(-1) ?? 0) - (heap[0] ?? 0);
  check(grown < maxGrowth(outcomes.length), `the heap has grown by ${grown} bytes`);
  return found;
}
