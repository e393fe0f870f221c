import type { Attempt } from '@token-refresher/core';

/** What clients send until the server's first frame: `connection_init` and a few operations. */
const maxKeptBytes = 65_536;

/** What a client has sent, for as long as it may be sent a second time. */
export interface KeptBytes {
  add(chunk: Buffer): void;
  /** `undefined` when it can no longer be sent a second time. */
  bytes(): Buffer | undefined;
  /** From now on nothing is sent a second time. */
  drop(): void;
}

/** @param attempt Told when nothing can be sent a second time, too much among it. */
export function createKeptBytes(attempt: Attempt): KeptBytes {
  let kept: Buffer | undefined = Buffer.alloc(0);
  const drop = () => {
    kept = undefined;
    attempt.doNotResend();
  };
  return {
    add(chunk) {
      if (kept) kept = Buffer.concat([kept, chunk]);
      if (kept && kept.length > maxKeptBytes) drop();
    },
    bytes: () => kept,
    drop,
  };
}
