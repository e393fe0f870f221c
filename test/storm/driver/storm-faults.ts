import { createGate, type Fault, faults, refusalNames } from '@token-refresher/testing';
import { pick, type Random } from './random.ts';

/** Lets some turns of the event loop pass, so that requests overtake one another. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

function held(random: Random): Fault {
  const gate = createGate();
  void turns(Math.floor(random() * 20)).then(gate.release);
  return faults.hold(gate);
}

const oneOf = <Value>(random: Random, values: readonly Value[]): Value =>
  pick(
    random,
    values.map((value) => [1, value]),
  );

/** What the API does to one request. */
export function apiFault(random: Random): Fault | null {
  const make = pick<() => Fault | null>(random, [
    [56, () => null],
    [10, () => held(random)],
    [10, () => faults.refuse(oneOf(random, refusalNames))],
    [6, () => faults.status(oneOf(random, [402, 403, 500, 502, 503]))],
    [2, () => faults.tooManyRequests(7)],
    [3, faults.reset],
    [3, faults.cutOff],
    [4, faults.loseResponse],
    [1, faults.hang],
    [1, faults.hangInBody],
    [1, faults.html],
    [1, faults.empty],
    [2, faults.truncatedJson],
  ]);
  return make();
}

/** What the token endpoint does to one request. */
export function tokenFault(random: Random): Fault | null {
  const make = pick<() => Fault | null>(random, [
    [68, () => null],
    [10, () => held(random)],
    [6, () => faults.status(oneOf(random, [500, 502, 503]))],
    [4, () => faults.tooManyRequests(3)],
    [2, () => faults.oauthError(401, 'invalid_client')],
    [4, faults.reset],
    [3, faults.cutOff],
    [3, faults.loseResponse],
    [3, faults.hang],
    [1, faults.html],
    [1, faults.truncatedJson],
  ]);
  return make();
}
