import { createTokenRefresher, type TokenRefresher } from '@token-refresher/core';
import { tokenInConnectionParams, tokenInUrl } from '@token-refresher/graphql-ws';
import { createTestClock } from '@token-refresher/testing';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { driveStorm, type Leaving, type Storm } from '../driver/drive-storm.ts';
import { type LiveOutcome, width } from '../driver/outcome.ts';
import { createRandom, pick } from '../driver/random.ts';
import { turns } from '../driver/storm-faults.ts';
import { stormSource } from '../driver/storm-source.ts';
import { countedFetch } from '../driver/weather.ts';
import type { StormOptions, StormReport } from '../requests/run-storm.ts';
import { type LiveStormApi, startLiveStormApi } from './live-storm-api.ts';
import { liveViolations } from './live-violations.ts';

/** One way to hand the token to a socket. */
export interface LiveStormRow {
  readonly name: string;
  create(tokens: TokenRefresher, url: string): Pick<ClientOptions, 'url' | 'connectionParams' | 'webSocketImpl'>;
}

const webSocketImpl = WebSocket;

/** Both ways of the adapter. */
export const liveStormRows: readonly LiveStormRow[] = [
  {
    name: 'graphql-ws, tokenInConnectionParams',
    create: (tokens, url) => ({ url, ...tokenInConnectionParams(tokens, { webSocketImpl }) }),
  },
  { name: 'graphql-ws, tokenInUrl', create: (tokens, url) => tokenInUrl(tokens, url, { webSocketImpl }) },
];

interface State extends Storm {
  readonly api: LiveStormApi;
  readonly client: Client;
  readonly outcomes: LiveOutcome[];
}

/** Sends queries, mutations and subscriptions over the sockets of one client through everything that can go wrong. */
export async function runLiveStorm(row: LiveStormRow, { operations, seed }: StormOptions): Promise<StormReport> {
  const random = createRandom(seed);
  const clock = createTestClock();
  const api = await startLiveStormApi(random, clock);
  const flying = { requests: 0 };
  const source = stormSource(api, clock, countedFetch(flying));
  const origins = [new URL(api.url).origin, new URL(api.liveUrl).origin];
  const tokens = createTokenRefresher(source, { clock, origins });
  const client = createClient({
    ...row.create(tokens, api.liveUrl),
    retryWait: () => turns(3),
  });
  const state: State = { random, clock, api, client, flying, outcomes: [], heap: [] };
  await driveStorm(state, operations, (id, leaving) => operateAtRandom(state, id, leaving));
  api.calm();
  // Longer than any pause and any memory of denied operations.
  await clock.advance(7_200_000);
  const before = api.asked;
  const connectsBefore = api.acknowledged.length;
  const after: LiveOutcome[] = [];
  await Promise.all(
    Array.from({ length: width }, async (_, n) => {
      const id = `after-${n}`;
      after.push({ id, kind: 'query', ...(await operate(client, id, 'query', new AbortController().signal)) });
    }),
  );
  await client.dispose();
  tokens.close();
  const report = {
    ...countsOf(state),
    tokenRequests: before,
    heap: state.heap,
    violations: liveViolations({
      api,
      outcomes: state.outcomes,
      after,
      tokensAfter: new Set(api.acknowledged.slice(connectsBefore)),
      tokenRequestsAfter: api.asked - before,
      busySockets: await api.busySockets(),
      heap: state.heap,
    }),
  };
  await api.close();
  return report;
}

function countsOf({ outcomes, api }: State) {
  const of = (end: LiveOutcome['end']) => outcomes.filter((outcome) => outcome.end === end).length;
  const mutations = outcomes.filter(({ kind }) => kind === 'mutation').length;
  return { delivered: of('delivered'), failed: of('failed'), left: of('left'), repeated: api.refusals.size, mutations };
}

async function operateAtRandom({ random, client, outcomes }: State, id: string, leaving: Leaving): Promise<void> {
  const kind = pick<LiveOutcome['kind']>(random, [
    [5, 'query'],
    [3, 'mutation'],
    [2, 'subscription'],
  ]);
  const caller = new AbortController();
  leaving.set(id, () => caller.abort());
  if (random() < 0.1) void turns(Math.floor(random() * 40)).then(() => caller.abort());
  const index = outcomes.push({ id, kind, end: 'pending', responses: [] }) - 1;
  outcomes[index] = { id, kind, ...(await operate(client, id, kind, caller.signal)) };
  leaving.delete(id);
}

/** Resolves when the operation has ended, one way or the other. */
function operate(
  client: Client,
  id: string,
  kind: LiveOutcome['kind'],
  caller: AbortSignal,
): Promise<Pick<LiveOutcome, 'end' | 'responses'>> {
  const query = `${kind} Storm($id: String!) { done(id: $id) event }`;
  const responses: LiveOutcome['responses'][number][] = [];
  return new Promise((resolve) => {
    const end = (how: LiveOutcome['end']) => resolve({ end: caller.aborted ? 'left' : how, responses });
    const unsubscribe = client.subscribe<LiveOutcome['responses'][number]>(
      { query, variables: { id } },
      {
        next: ({ data, errors }) => void (errors ? end('failed') : responses.push(data ?? {})),
        error: () => end('failed'),
        complete: () => end('delivered'),
      },
    );
    caller.addEventListener('abort', () => {
      end('left');
      unsubscribe();
    });
  });
}
