/**
 * Where processes keep a token that they share: a file, a Redis, or a store of your own, such as a database row or a key
 * of a key-value service. It has to offer compare-and-replace and a lease, both atomic.
 *
 * One store can hold many tokens. `key` is 32 hexadecimal digits: what belongs to one key must never be seen under another.
 * The texts are opaque; a token of 2 kB takes about 3 kB.
 *
 * Every method may throw: the caller then gets a token without the store, an event says so, and the next call tries the
 * store again. A method that takes longer than a second (the first one: two seconds) counts as
 * failed.
 */
export interface TokenStore {
  /** The text that was saved last, whole; `undefined` when there is none. */
  read(key: string): Promise<string | undefined>;
  /**
   * Saves `text` if what is saved now is `expected` (`undefined`: nothing, or nothing that `read` would return).
   *
   * @param keepMs After so many milliseconds the text is of no use any more and may be dropped.
   * @returns whether it was saved.
   */
  replace(key: string, expected: string | undefined, text: string, keepMs: number): Promise<boolean>;
  /**
   * Takes the lease of this key for `leaseMs` milliseconds, if nobody holds it. Of several who try, one gets it. A lease
   * ends by itself when its time is over, whatever became of its owner.
   *
   * @param owner A random text of 32 hexadecimal digits, another one each time.
   * @returns whether `owner` holds the lease now.
   */
  acquire(key: string, owner: string, leaseMs: number): Promise<boolean>;
  /** Lets the lease of `owner` end `leaseMs` milliseconds from now. Returns `false` when it belongs to another or to nobody. */
  extend(key: string, owner: string, leaseMs: number): Promise<boolean>;
  /** Ends the lease of `owner`. Nothing happens when it belongs to another by now. */
  release(key: string, owner: string): Promise<void>;
}
