import { createTokenRefresher, type FetchToken, type TokenEvent, type TokenRefresher } from '@token-refresher/core';
import { createFakeClock, type FakeClock } from '@token-refresher/test-support/fake-clock';
import { onTestFinished } from 'vitest';
import type { PageEvent } from '../pages/page-endpoint/page-events.ts';
import { createTokenBroker, type TokenBroker, type TokenBrokerOptions } from '../pages/token-broker.ts';

/** A broker on a fake clock, and what reached its upstream. */
export interface BrokerScene {
  readonly broker: TokenBroker;
  readonly clock: FakeClock;
  readonly tokens: TokenRefresher;
  /** The `rejected` of each upstream request, in order. */
  readonly upstream: (string | undefined)[];
  readonly events: PageEvent[];
  readonly tokenEvents: TokenEvent[];
}

export interface BrokerSceneOptions extends Partial<TokenBrokerOptions> {
  /** Default: tokens t1, t2, … that live an hour. */
  readonly fetchToken?: FetchToken;
}

export const page = 'https://app.example.com';

/** A request as a page of the broker's own origin sends it. */
export function post(body: unknown = {}, headers: Record<string, string> = {}): Request {
  return new Request(`${page}/api/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: page, 'sec-fetch-site': 'same-origin', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export function brokerScene({ fetchToken, ...options }: BrokerSceneOptions = {}): BrokerScene {
  const clock = createFakeClock();
  const upstream: (string | undefined)[] = [];
  const mint: FetchToken = async () => ({ value: `t${upstream.length}`, expiresAt: clock.now() + 3_600_000 });
  const tokens = createTokenRefresher(
    (request) => {
      upstream.push(request.rejected);
      return (fetchToken ?? mint)(request);
    },
    { clock },
  );
  const tokenEvents: TokenEvent[] = [];
  tokens.subscribe((event) => tokenEvents.push(event));
  onTestFinished(() => tokens.close());
  const events: PageEvent[] = [];
  const broker = createTokenBroker({
    tokens,
    clock,
    authorize: () => true,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { broker, clock, tokens, upstream, events, tokenEvents };
}
