import { createGate, type LocalApi, misbehave, startLocalApi } from '@token-refresher/test-support';
import { type Example, loadExample } from './examples.ts';
import { send } from './send.ts';

/** What came of one situation. */
export interface Counts {
  readonly tokenRequests: number;
  /** Operations that their callers saw fail. */
  readonly failed: number;
}

interface Scene {
  readonly api: LocalApi;
  /** Sends one operation; never rejects. */
  send(text: string): Promise<void>;
  /** Resolves when another operation has ended. */
  nextEnd(): Promise<void>;
  /** Lets so much time pass on the clock of both sides. */
  letPass(ms: number): void;
}

const atOnce = 50;
const inARow = 20;
const names = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

/** 50 operations at once, and the token's time is over. */
async function expired({ api, send, letPass }: Scene): Promise<void> {
  letPass(24 * 3_600_000);
  const gate = createGate();
  api.tokenEndpointRespondsWith(misbehave.hold(gate));
  const all = Promise.all(names(atOnce).map(send));
  await gate.waitFor(1);
  await untilNothingHappens(api);
  gate.release();
  await all;
}

/** 50 operations are under way when their token is revoked; each is refused when the one before it has ended. */
async function revoked({ api, send, nextEnd }: Scene): Promise<void> {
  const gates = names(atOnce).map(() => createGate());
  let arrived = 0;
  api.graphqlRespondsWith(() => {
    const gate = gates[arrived++];
    return gate ? misbehave.hold(gate) : null;
  });
  const all = names(atOnce).map(send);
  await Promise.all(gates.map((gate) => gate.waitFor(1)));
  api.revokeAll();
  for (const gate of gates) {
    const ended = nextEnd();
    gate.release();
    await ended;
    await roundTrip(api);
  }
  await Promise.all(all);
}

/** 20 operations in a row, and the API refuses every token. */
async function refused({ api, send }: Scene): Promise<void> {
  api.refuseEverything(true);
  for (const name of names(inARow)) await send(name);
}

/** The situations, in the order of the table. */
export const situations = { expired, revoked, refused };

/** Counts what one example does in one situation, from the moment when it has a good token. */
export async function count(example: Example, situation: keyof typeof situations): Promise<Counts> {
  const realNow = Date.now;
  let passed = 0;
  Date.now = () => realNow() + passed;
  const api = await startLocalApi({ now: () => Date.now() });
  try {
    const loaded = await loadExample(example, api);
    await send(loaded, 'first');
    api.resetLog();
    let failed = 0;
    let ends = () => {};
    await situations[situation]({
      api,
      send: async (text) => {
        await send(loaded, text).catch(() => {
          failed += 1;
        });
        ends();
      },
      nextEnd: () =>
        new Promise((resolve) => {
          ends = resolve;
        }),
      letPass: (ms) => {
        passed += ms;
      },
    });
    return { tokenRequests: api.tokenRequests.length, failed };
  } finally {
    Date.now = realNow;
    await api.close();
  }
}

const roundTrip = async ({ origin }: LocalApi) => void (await (await fetch(origin)).text());

/** Until nothing has arrived for 100 round trips over the same sockets, so that all that has been sent was read. */
async function untilNothingHappens(api: LocalApi): Promise<void> {
  const happened = () => api.graphqlRequests.length + api.tokenRequests.length;
  for (let before = happened(), still = 0; still < 100; still++) {
    await roundTrip(api);
    if (happened() > before) still = 0;
    before = happened();
  }
}
