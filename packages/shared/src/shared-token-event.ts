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
       * `timeout` when the store did not answer in time; `unknown` when there is no code. Of `fileToken`, `EFTYPE`: the
       * file holds something else than a token of this library and is left alone; give another path, or, if nobody
       * needs the file, delete it. `ELOOP`: a link is in its place. `EACCES` with `read`: the file may not be read; it may
       * be a token that another user, such as root, has put there. With `lease`, `ENOTDIR` and `ENOTEMPTY`: what is in the
       * place of `….lease` is of something else.
       */
      readonly code: string;
    }
  /** After `not-shared`: the store was used again. */
  | { readonly type: 'shared-again'; readonly at: number }
  /**
   * What was in the store could not be used: it is of something else, of another client, or encrypted with another key; in
   * a file it is empty, damaged, of another client, version or key, or could have been read or written by others. It is
   * replaced; a file that holds anything else is not (`not-shared`, `EFTYPE`). When this happens again and again, two applications use the same place.
   */
  | { readonly type: 'unreadable'; readonly at: number };

/** Receives every {@link SharedTokenEvent}. Errors that it throws, and promises that it rejects, are ignored. */
export type SharedTokenEventListener = (event: SharedTokenEvent) => void;
