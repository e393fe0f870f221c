import type { TokenRefresher } from '@token-refresher/core';
import { type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { EventLog } from './event-log.tsx';
import { Legend } from './legend.tsx';
import { StandInButtons } from './stand-in-buttons.tsx';
import { Timeline } from './timeline.tsx';
import { tokenLife } from './token-life.ts';
import type { TokenRecord } from './token-record.ts';
import { TokenStatus } from './token-status.tsx';
import { useNow } from './use-now.ts';

/** Draws the token's life as it happens. */
export function TokenPanel(props: {
  tokens: TokenRefresher;
  record: TokenRecord;
  isStandIn: boolean;
  /** Something was done to the token; a request will show what. */
  onAct: () => void;
}): ReactNode {
  const { tokens, record, isStandIn, onAct } = props;
  const events = useSyncExternalStore(record.subscribe, record.events);
  const life = useMemo(() => tokenLife(events), [events]);
  const now = Math.max(useNow(250), events.at(-1)?.at ?? 0);
  const drop = () => {
    const token = tokens.peek();
    if (token) tokens.invalidate(token.value);
    onAct();
  };
  return (
    <section className="panel" aria-labelledby="life">
      <header>
        <h2 id="life">The token’s life</h2>
        <TokenStatus life={life} now={now} />
      </header>
      <Timeline life={life} now={now} />
      <Legend />
      {isStandIn ? (
        <StandInButtons onAct={onAct} />
      ) : (
        <div className="buttons">
          <button type="button" onClick={drop}>
            Drop it
            <small>As after an upgrade of the plan: the next request gets a new one.</small>
          </button>
        </div>
      )}
      <EventLog events={events} />
    </section>
  );
}
