import { createTokenRefresher } from '@token-refresher/core';
import { createTestClock } from '@token-refresher/testing';
import type { ContractClient } from '../../contract/contract-client.ts';
import { driveStorm, type Leaving, type Storm } from '../driver/drive-storm.ts';
import { type Outcome, width } from '../driver/outcome.ts';
import { createRandom } from '../driver/random.ts';
import { turns } from '../driver/storm-faults.ts';
import { stormSource } from '../driver/storm-source.ts';
import { countedFetch } from '../driver/weather.ts';
import { type StormApi, startStormApi } from './storm-api.ts';
import type { StormRow } from './storm-rows.ts';
import { violations } from './violations.ts';

/** What a storm is made of. */
export interface StormOptions {
  readonly operations: number;
  readonly seed: number;
}

/** How the storm's operations ended, and what must not have happened. */
export interface StormReport {
  readonly delivered: number;
  readonly failed: number;
  readonly left: number;
  /** Operations that were sent twice. */
  readonly repeated: number;
  readonly mutations: number;
  readonly tokenRequests: number;
  /** Heap in use after garbage collection, in bytes, after each quarter. */
  readonly heap: readonly number[];
  /** One sentence each; empty when all is well. */
  readonly violations: readonly string[];
}

/** Sends operations of one client through everything that can go wrong, and checks what must hold. */
export async function runStorm(row: StormRow, { operations, seed }: StormOptions): Promise<StormReport> {
  const random = createRandom(seed);
  const clock = createTestClock();
  const api = await startStormApi(random, clock, !row.finishesMutations);
  const flying = { requests: 0 };
  const counted = countedFetch(flying);
  const tokens = createTokenRefresher(stormSource(api, clock, counted), { clock, origins: [new URL(api.url).origin] });
  const client = row.create({ url: api.url, tokens, fetch: counted });
  const state = { random, clock, api, client, flying, outcomes: [] as Outcome[], heap: [] as number[] };

  await driveStorm(state, operations, (id, leaving) => operate(state, id, leaving));
  api.calm();
  // Longer than any pause and any memory of denied operations.
  await clock.advance(7_200_000);
  const before = api.asked;
  const all = Array.from({ length: width }, (_, n) => client.query(query, { variables: { id: `after-${n}` } }));
  const after = await Promise.allSettled(all);
  // Requests that are about to end may do so; those that hang would never.
  await Promise.race([
    Promise.all([...api.apiRequests, ...api.tokenRequests].map((each) => each.finished)),
    turns(500),
  ]);
  const { outcomes } = state;
  tokens.close();
  await client.dispose();
  const busySockets = await api.busySockets();
  const report = {
    ...counts(outcomes),
    repeated: [...api.sends.values()].filter((sends) => sends === 2).length,
    tokenRequests: before,
    heap: state.heap,
    violations: violations({
      api,
      outcomes,
      after,
      tokenRequestsAfter: api.asked - before,
      flying,
      busySockets,
      heap: state.heap,
    }),
  };
  await api.close();
  return report;
}

interface State extends Storm {
  readonly api: StormApi;
  readonly client: ContractClient;
  readonly outcomes: Outcome[];
}

const query = 'query Read($id: String!) { done(id: $id) }';
const mutation = 'mutation Pay($id: String!) { done(id: $id) }';

async function operate({ random, client, outcomes }: State, id: string, leaving: Leaving) {
  const isMutation = random() < 0.3;
  const index = outcomes.push({ id, isMutation, end: 'pending' }) - 1;
  const caller = new AbortController();
  const leave = () => caller.abort(new Error('The caller has left.'));
  leaving.set(id, leave);
  if (random() < 0.1) void turns(Math.floor(random() * 40)).then(leave);
  const options = { variables: { id }, signal: caller.signal };
  try {
    const data = await (isMutation ? client.mutate(mutation, options) : client.query(query, options));
    outcomes[index] = { id, isMutation, end: 'delivered', data };
  } catch {
    outcomes[index] = { id, isMutation, end: caller.signal.aborted ? 'left' : 'failed' };
  }
  leaving.delete(id);
}

function counts(outcomes: readonly Outcome[]) {
  const of = (end: Outcome['end']) => outcomes.filter((outcome) => outcome.end === end).length;
  const mutations = outcomes.filter(({ isMutation }) => isMutation).length;
  return { delivered: of('delivered'), failed: of('failed'), left: of('left'), mutations };
}
