/** One operation and its end. */
export interface Outcome {
  readonly id: string;
  readonly isMutation: boolean;
  readonly end: 'pending' | 'delivered' | 'failed' | 'left';
  readonly data?: unknown;
}

/** The same over a socket. */
export interface LiveOutcome {
  readonly id: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly end: Outcome['end'];
  /** The data of each response, in order; events are numbered through all subscriptions. */
  readonly responses: readonly { readonly done?: string; readonly event?: number }[];
}

/** How many operations are under way at a time. */
export const width = 24;

/** What the storm itself remembers of an operation, in bytes, and what a heap may differ by between two measurements. */
const ownBytes = 600;
const noiseBytes = 1_500_000;

/** By how much a heap may grow in a storm, in bytes, from its first quarter on. */
export const maxGrowth = (operations: number): number => noiseBytes + ownBytes * operations;
