import { Hono } from 'hono';
import type { StandIn } from './stand-in.ts';

/** What the controls need. */
export interface StandInControls {
  readonly standIn: StandIn;
  /** Whether whoever sent this request may use them. */
  readonly isSignedIn: (request: Request) => boolean;
  /** Requests to the broker so far. */
  readonly brokerRequests: () => number;
  readonly monotonicNow: () => number;
}

/**
 * The broker takes four reports of rejected tokens from a page, then one a minute until the page has reported nothing for a
 * minute; a fifth ending before that would show an error. What is asked for meanwhile is done afterwards.
 */
const maxInARow = 4;
/** A minute, and the time until the page has noticed the last ending. */
const restMs = 65_000;

/** The addresses behind the buttons that do something to the token, and what there is to show of the server. */
export function standInControls({ standIn, isSignedIn, brokerRequests, monotonicNow }: StandInControls): Hono {
  const { expire, revoke, breakTokenEndpoint, mendTokenEndpoint } = standIn;
  const endings = { expire, revoke };
  let inARow = 0;
  let lastEnding = Number.NEGATIVE_INFINITY;
  let next: keyof typeof endings | undefined;
  const untilRested = () => Math.max(0, lastEnding + restMs - monotonicNow());
  const rest = () => (inARow < maxInARow ? 0 : untilRested());
  /** Ends the token as was asked for, as soon as it may be ended. */
  const endToken = () => {
    if (!next || rest() > 0) return;
    endings[next]();
    next = undefined;
    inARow = untilRested() === 0 ? 1 : inARow + 1;
    lastEnding = monotonicNow();
  };
  const ask = (name: keyof typeof endings) => () => {
    next = name;
    endToken();
  };
  const actions = {
    expire: ask('expire'),
    revoke: ask('revoke'),
    break: breakTokenEndpoint,
    mend: mendTokenEndpoint,
  };
  const seen = () => ({ ...standIn.seen, brokerRequests: brokerRequests(), next, restMs: rest() });

  const app = new Hono();
  // Pages look every second.
  app.get('/', (context) => {
    endToken();
    return context.json(seen());
  });
  for (const [name, act] of Object.entries(actions)) {
    app.post(`/${name}`, (context) => {
      if (!isSignedIn(context.req.raw)) return context.body(null, 401);
      act();
      return context.json(seen());
    });
  }
  return app;
}
