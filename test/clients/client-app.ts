import type { TokenRefresher } from '@token-refresher/core';

/** One client, as an application has it. */
export interface ClientApp {
  /** As in the table of versions. */
  readonly name: string;
  /** The adapter that it is used with, or `createAuthorizedFetch`. */
  readonly by: string;
  /** The packages that make it up; their installed versions are in the table. */
  readonly packages: readonly string[];
  start(stage: AppStage): RunningApp | Promise<RunningApp>;
}

/** What an application works with. */
export interface AppStage {
  /** The GraphQL endpoint. */
  readonly url: string;
  /** The same over WebSocket. */
  readonly liveUrl: string;
  readonly tokens: TokenRefresher;
}

/** An application that runs. */
export interface RunningApp {
  /** Shows the viewer anew: resolves to what is shown, past every cache; rejects with the error that is shown. */
  show(): Promise<unknown>;
  stop?(): void | Promise<void>;
}

/** What every application shows. */
export const query = 'query Viewer { viewer }';
