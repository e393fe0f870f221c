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

/** The broker takes a page's report of a rejected token every 15 seconds; two endings within them would show an error. */
const restMs = 16_000;

/** The addresses behind the buttons that do something to the token, and what there is to show of the server. */
export function standInControls({ standIn, isSignedIn, brokerRequests, monotonicNow }: StandInControls): Hono {
  const { expire, revoke, breakTokenEndpoint, mendTokenEndpoint } = standIn;
  let restEnds = Number.NEGATIVE_INFINITY;
  const rest = () => Math.max(0, restEnds - monotonicNow());
  const ending = (end: () => void) => () => {
    if (rest() > 0) return;
    end();
    restEnds = monotonicNow() + restMs;
  };
  const actions = {
    expire: ending(expire),
    revoke: ending(revoke),
    break: breakTokenEndpoint,
    mend: mendTokenEndpoint,
  };
  const seen = () => ({ ...standIn.seen, brokerRequests: brokerRequests(), restMs: rest() });

  const app = new Hono();
  app.get('/', (context) => context.json(seen()));
  for (const [name, act] of Object.entries(actions)) {
    app.post(`/${name}`, (context) => {
      if (!isSignedIn(context.req.raw)) return context.body(null, 401);
      act();
      return context.json(seen());
    });
  }
  return app;
}
