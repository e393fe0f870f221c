import type { Attempt } from '@token-refresher/core';

/** What has become of an operation on its client's earlier sockets. */
export interface PastOperation {
  /** The attempt whose second send is next, when the operation was rejected. */
  readonly attempt?: Attempt;
  /** The message that rejected it. */
  readonly response?: string;
  /** Whether it has waited for a token that the budget did not allow. */
  readonly hasWaited?: boolean;
}

/** Operations that graphql-ws will send again, by id; shared by all sockets that were made with the same options. */
export interface PastOperations {
  find(id: unknown): PastOperation | undefined;
  rejected(id: unknown, rejection: Required<Pick<PastOperation, 'attempt' | 'response'>>): void;
  waits(id: unknown, hasWaited: boolean): void;
  forget(id: unknown): void;
}

/** Operations whose client has given up are never heard of again. */
const maxRemembered = 1_000;

export function createPastOperations(): PastOperations {
  const operations = new Map<unknown, PastOperation>();
  const remember = (id: unknown, change: PastOperation) => {
    operations.set(id, { ...operations.get(id), ...change });
    const [oldest] = operations.keys();
    if (operations.size > maxRemembered) operations.delete(oldest);
  };
  return {
    find: (id) => operations.get(id),
    rejected: remember,
    waits: (id, hasWaited) => remember(id, { hasWaited }),
    forget: (id) => void operations.delete(id),
  };
}
