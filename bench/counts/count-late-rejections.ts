import { createGate, type Gate, type LocalApi, misbehave } from '@token-refresher/test-support';
import type { Contestant } from './contestant.ts';
import { type Counts, inScene, succeeded } from './scene.ts';

/** Lets the held responses go, one gate after the other, at whatever pace. */
export type Arrival = (gates: readonly Gate[], api: LocalApi) => Promise<void>;

/**
 * All calls are under way when their token is revoked, and are refused one after the other, most of them long after
 * there is a new token. One token request is enough.
 */
export function countLateRejections(
  contestant: Contestant,
  { calls, tokenRequestMs, arrive }: { calls: number; tokenRequestMs: number; arrive: Arrival },
): Promise<Counts> {
  return inScene(contestant, async ({ api, call }) => {
    await call();
    const [first] = api.issuedTokens;
    api.resetLog();
    const gates = Array.from({ length: calls }, createGate);
    let arrived = 0;
    api.graphqlRespondsWith(({ headers }) => {
      const gate = headers.authorization === `Bearer ${first}` ? gates[arrived++] : undefined;
      return gate ? misbehave.hold(gate) : null;
    });
    const outcomes = Array.from({ length: calls }, call);
    await api.graphqlRequestsReached(calls);
    api.revokeAll();
    if (tokenRequestMs > 0) api.tokenEndpointRespondsWith(misbehave.delay(tokenRequestMs));
    await arrive(gates, api);
    return { succeeded: await succeeded(outcomes) };
  });
}

/** Evenly over so many milliseconds of real time. */
export function spreadOver(ms: number): Arrival {
  return async (gates) => {
    const start = performance.now();
    for (const [index, gate] of gates.entries()) {
      const aheadMs = start + (ms * index) / gates.length - performance.now();
      if (aheadMs > 0) await new Promise((resolve) => setTimeout(resolve, aheadMs));
      gate.release();
    }
  };
}

/** One alone; when it has been sent again, the others in so many chunks, each when the one before has been sent again. */
export function inChunks(count: number): Arrival {
  return async ([first, ...others], api) => {
    first?.release();
    const sends = others.length + 1;
    await api.graphqlRequestsReached(sends + 1);
    const size = Math.ceil(others.length / count);
    for (let from = 0; from < others.length; from += size) {
      const chunk = others.slice(from, from + size);
      for (const gate of chunk) gate.release();
      await api.graphqlRequestsReached(sends + 1 + from + chunk.length);
    }
  };
}
