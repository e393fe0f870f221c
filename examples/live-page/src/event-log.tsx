import type { TokenEvent } from '@token-refresher/core';
import type { ReactNode } from 'react';
import { clockTime, tellEvent } from './tell-event.ts';

const most = 6;

/** What happened last, in words, the latest first. */
export function EventLog({ events }: { events: readonly TokenEvent[] }): ReactNode {
  return (
    <ol className="log" role="log" aria-label="What happened">
      {events
        .map((event, index) => ({ event, key: `${event.at} ${index}`, before: events.slice(0, index) }))
        .slice(-most)
        .reverse()
        .map(({ event, key, before }) => (
          <li key={key} className={event.type}>
            <time>{clockTime(event.at)}</time> {tellEvent(event, before)}
          </li>
        ))}
    </ol>
  );
}
