import type { ApolloClient } from '@apollo/client/core';
import {
  createFakeClock,
  createGate,
  type FakeClock,
  type LocalApi,
  misbehave,
  startLocalApi,
} from '@token-refresher/test-support';
import type { Contestant } from './contestants.ts';

/** What one situation starts with. */
interface Situation {
  readonly api: LocalApi;
  readonly client: ApolloClient;
  /** By which the contestants tell whether a token has expired. */
  readonly clock: FakeClock;
  readonly gql: Contestant['apollo']['core']['gql'];
  /** How the promise ends: its value, its error, or `undefined` if nothing that can still happen would end it. */
  readonly outcome: <Value>(promise: Promise<Value>) => Promise<{ value?: Value; error?: unknown } | undefined>;
}

interface Question {
  readonly title: string;
  /** The token at hand; `revoked` is what the API does not accept any more though it has not expired. */
  readonly token: 'none' | 'good' | 'revoked';
  /** Whether all is well. */
  ask(situation: Situation): Promise<boolean>;
}

const viewer = '{ viewer }';

/** Queries with caches and deduplication off. */
const send = ({ client, gql }: Situation, document = viewer) =>
  client.query({ query: gql(document), fetchPolicy: 'no-cache', context: { queryDeduplication: false } });

/** A query that is refused once in this shape is answered, by one more request. */
const repairs = (shape: Parameters<typeof misbehave.refuse>[0]) => async (situation: Situation) => {
  situation.api.refuseWith(shape ?? '401 text');
  const ended = await situation.outcome(send(situation));
  return ended?.value !== undefined && situation.api.graphqlRequests.length === 2;
};

/** Everything that is compared. */
export const questions: readonly Question[] = [
  {
    title: 'HTTP 401 with text (Bitquery): answered after one more request',
    token: 'revoked',
    ask: repairs('401 text'),
  },
  { title: 'HTTP 401 with GraphQL errors', token: 'revoked', ask: repairs('401 JSON errors') },
  { title: 'HTTP 200, code `UNAUTHENTICATED`', token: 'revoked', ask: repairs('200 code UNAUTHENTICATED') },
  { title: 'HTTP 200, an error without `extensions`', token: 'revoked', ask: repairs('200 data null and errors') },
  {
    title: 'a token known to have expired: replaced before anything is sent',
    token: 'good',
    async ask(situation) {
      const { api, clock, outcome } = situation;
      await outcome(send(situation));
      clock.advanceWall(2 * 3_600_000);
      api.expireAll();
      api.resetLog();
      const ended = await situation.outcome(send(situation));
      return ended?.value !== undefined && situation.api.graphqlRequests.length === 1;
    },
  },
  {
    title: 'ten queries without a token: one token request',
    token: 'none',
    async ask(situation) {
      const ended = await situation.outcome(Promise.all(Array.from({ length: 10 }, () => send(situation))));
      return ended?.value !== undefined && situation.api.tokenRequests.length === 1;
    },
  },
  {
    title: 'ten queries with a revoked token: one token request',
    token: 'revoked',
    async ask(situation) {
      situation.api.refuseWith('200 code UNAUTHENTICATED');
      const ended = await situation.outcome(Promise.all(Array.from({ length: 10 }, () => send(situation))));
      return ended?.value !== undefined && situation.api.tokenRequests.length === 1;
    },
  },
  {
    title: 'a refusal that comes late, when the token has been replaced: no token request',
    token: 'revoked',
    async ask(situation) {
      const { api, outcome } = situation;
      api.refuseWith('200 code UNAUTHENTICATED');
      const gate = createGate();
      api.graphqlRespondsWith(misbehave.hold(gate), { times: 1 });
      const late = outcome(send(situation));
      await gate.waitFor(1);
      const ended = [await outcome(send(situation))];
      gate.release();
      ended.push(await late);
      return ended.every((each) => each?.value !== undefined) && api.tokenRequests.length === 1;
    },
  },
  {
    title: 'an API that refuses every token: two requests, then the error',
    token: 'revoked',
    async ask(situation) {
      situation.api.refuseWith('200 code UNAUTHENTICATED');
      situation.api.refuseEverything(true);
      const ended = await situation.outcome(send(situation));
      return ended?.error !== undefined && situation.api.graphqlRequests.length === 2;
    },
  },
  {
    title: 'a mutation of which a part was carried out is not sent again',
    token: 'good',
    async ask(situation) {
      const { api, client, gql, outcome } = situation;
      await outcome(client.mutate({ mutation: gql('mutation { count deny }') }));
      return api.executions.count === 1;
    },
  },
  {
    title: 'credentials that are wrong: the query ends with an error',
    token: 'none',
    async ask(situation) {
      situation.api.deleteApplication();
      return (await situation.outcome(send(situation)))?.error !== undefined;
    },
  },
  {
    title: 'after a refusal no token can be obtained: the query ends with an error that says why',
    token: 'revoked',
    async ask(situation) {
      situation.api.refuseWith('200 code UNAUTHENTICATED');
      situation.api.deleteApplication();
      const ended = await situation.outcome(send(situation));
      return /invalid_client/.test(JSON.stringify(causes(ended?.error)));
    },
  },
  {
    title: 'unsubscribed while a token is awaited: nothing is sent',
    token: 'none',
    async ask(situation) {
      const { api, client, gql, outcome } = situation;
      const gate = createGate();
      api.tokenEndpointRespondsWith(misbehave.hold(gate));
      const subscription = client.watchQuery({ query: gql(viewer) }).subscribe({});
      await gate.waitFor(1);
      subscription.unsubscribe();
      // Apollo 3 tells its links some turns of the event loop later.
      for (let turns = 0; turns < 20; turns++) await fetch(api.origin).then((response) => response.text());
      gate.release();
      await outcome(send(situation, '{ echo(text: "later") }'));
      return api.executions.viewer === 0;
    },
  },
];

/** Asks one contestant one question, with an API of its own. */
export async function isWell({ apollo, links }: Contestant, { token, ask }: Question): Promise<boolean> {
  const api = await startLocalApi();
  const { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } = apollo.core;
  const atHand = { access_token: api.issueToken(), expires_in: 3600 };
  if (token !== 'good') api.revokeAll();
  const clock = createFakeClock();
  const chain = [
    ...links({ api, clock, token: token === 'none' ? undefined : atHand }),
    new HttpLink({ uri: api.url }),
  ];
  const link = ApolloLink.from(chain);
  const client = new ApolloClient({ cache: new InMemoryCache(), link, devtools: { enabled: false } });
  try {
    return await ask({ api, client, clock, gql, outcome: (promise) => outcomeOf(promise, api) });
  } finally {
    client.stop();
    await api.close();
  }
}

/** A promise that outlasts 300 responses over the same sockets after the last thing that happened waits for ever. */
async function outcomeOf<Value>(promise: Promise<Value>, api: LocalApi) {
  let ended: { value?: Value; error?: unknown } | undefined;
  promise.then(
    (value) => {
      ended = { value };
    },
    (error: unknown) => {
      ended = { error };
    },
  );
  const happened = () => api.graphqlRequests.length + api.tokenRequests.length;
  for (let before = happened(), responses = 0; responses < 300 && !ended; responses++) {
    await fetch(api.origin).then((response) => response.text());
    if (happened() > before) responses = 0;
    before = happened();
  }
  return ended;
}

/** An error's message and those of what caused it. */
function causes(error: unknown): unknown[] {
  const { message, cause, networkError, code } = Object(error);
  return error ? [message, code, ...causes(cause), ...causes(networkError)] : [];
}
