import type { LiveStage } from './live-stage.ts';

/** One line of the table: one client over one transport, set up as its package's README does. */
export interface LiveRow {
  /** Fit for a test's title. */
  readonly name: string;
  readonly transport: 'WebSocket' | 'HTTP';
  /** Where the token goes. */
  readonly place: 'url' | 'connection_init' | 'header';
  create(stage: LiveStage): LiveClient;
}

/** What the promises work with. */
export interface LiveClient {
  /** Opens one more subscription. Clients that merge equal ones are given documents that differ. */
  subscribe(document: string, sink: LiveSink): void;
  /** Leaves all subscriptions. */
  dispose(): void;
}

/** What a subscription's user sees. */
export interface LiveSink {
  /** The `data` of one event. */
  next(data: unknown): void;
  /** The end by an error, or an event without data. */
  error(error: unknown): void;
}
