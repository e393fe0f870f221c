import { type AccessToken, createTokenRefresher, startAttempt } from '@token-refresher/core';
import { createStepClock } from './step-clock.ts';

const lifetimeMs = 5 * 3_600_000;
const tokenRequestMs = 400;

/** What happened to the calls and the tokens. */
export interface DaysOfCalls {
  readonly calls: number;
  /** Calls that found no token and had to wait for one. */
  readonly waited: number;
  /** Calls that the API refused at their first send. */
  readonly refused: number;
  readonly tokenRequests: number;
  /** The shortest share of its life that a token was in use before the next one took over, 0 to 1. */
  readonly minShareOfLife: number;
}

/** So many days with one call a second, tokens that live for 5 hours and token requests that take 400 ms. */
export async function simulateDays(days: number): Promise<DaysOfCalls> {
  const clock = createStepClock();
  const issued: { value: string; at: number; expiresAt: number }[] = [];
  const fetchToken = async (): Promise<AccessToken> => {
    const at = clock.now();
    await new Promise<void>((resolve) => clock.setTimeout(resolve, tokenRequestMs));
    const token = { value: `token-${issued.length}`, at, expiresAt: at + lifetimeMs };
    issued.push(token);
    return token;
  };
  const tokens = createTokenRefresher(fetchToken, { clock });
  let hasStarted = false;
  tokens.subscribe(({ type }) => {
    hasStarted ||= type === 'refresh-started';
  });

  const calls = days * 24 * 3600;
  let waited = 0;
  let refused = 0;
  let minShareOfLife = 1;
  let newest: (typeof issued)[number] | undefined;
  for (let call = 0; call < calls; call++) {
    const attempt = startAttempt(tokens);
    let token = attempt.cachedToken();
    if (token === undefined) {
      waited++;
      const coming = attempt.getToken();
      await promisesSettle();
      clock.step(tokenRequestMs);
      token = await coming;
    }
    if (token !== newest?.value) {
      const next = issued.find(({ value }) => value === token);
      if (newest) minShareOfLife = Math.min(minShareOfLife, (clock.now() - newest.at) / lifetimeMs);
      newest = next;
    }
    const isGood = newest !== undefined && clock.now() < newest.expiresAt;
    if (!isGood) refused++;
    await attempt.retry(isGood ? { status: 200, body: { data: {} } } : { status: 401 });
    if (clock.step(1000) > 0 || hasStarted) await promisesSettle();
    hasStarted = false;
  }
  tokens.close();
  return { calls, waited, refused, tokenRequests: issued.length, minShareOfLife };
}

function promisesSettle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
