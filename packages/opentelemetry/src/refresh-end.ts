import type { Attributes } from '@opentelemetry/api';
import type { TokenEvent } from '@token-refresher/core';

/** How a refresh that began at `startedAt` (epoch milliseconds) has ended. */
export interface RefreshEnd {
  readonly outcome: 'succeeded' | 'failed' | 'reset' | 'closed';
  readonly durationMs: number;
  /** What metrics and spans say about it. `error.type` is the code of the `TokenRequestError`. */
  readonly attributes: Attributes;
}

/** What the event says about the end of a refresh; `undefined` when it says nothing. */
export function refreshEnd(event: TokenEvent, startedAt: number | undefined): RefreshEnd | undefined {
  switch (event.type) {
    case 'refresh-succeeded':
      return ended('succeeded', event.durationMs);
    case 'refresh-failed':
      return ended('failed', event.durationMs, { 'error.type': event.code });
    case 'reset':
    case 'closed':
      return startedAt === undefined ? undefined : ended(event.type, Math.max(0, event.at - startedAt));
    default:
      return undefined;
  }
}

function ended(outcome: RefreshEnd['outcome'], durationMs: number, more: Attributes = {}): RefreshEnd {
  return { outcome, durationMs, attributes: { 'token_refresher.refresh.outcome': outcome, ...more } };
}
