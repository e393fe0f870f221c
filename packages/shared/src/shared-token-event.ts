/** What a shared source tells its `onEvent`. No event holds a token or a secret. Times are epoch milliseconds. */
export type SharedTokenEvent =
  | {
      /**
       * The store could not be used, so this process got a token by itself, or the token it got is not in the store.
       * The next call tries the store again.
       */
      readonly type: 'not-shared';
      readonly at: number;
      /** What failed: reading the token, taking the lease, or saving the token. */
      readonly operation: 'read' | 'lease' | 'save';
      /**
       * The system's or the database's code, such as `ENOSPC`, `EACCES`, `ECONNREFUSED`, `READONLY`, `OOM`, `WRONGTYPE`;
       * `timeout` when the store did not answer in time; `unknown` when there is no code.
       */
      readonly code: string;
    }
  /** After `not-shared`: the store was used again. */
  | { readonly type: 'shared-again'; readonly at: number }
  /**
   * What was in the store could not be read: it is of something else, of another client, or encrypted with another key.
   * It is replaced. When this happens again and again, two applications use the same place.
   */
  | { readonly type: 'unreadable'; readonly at: number };

/** Receives every {@link SharedTokenEvent}. Errors that it throws, and promises that it rejects, are ignored. */
export type SharedTokenEventListener = (event: SharedTokenEvent) => void;
