/** One operation and its end. */
export interface Outcome {
  readonly id: string;
  readonly isMutation: boolean;
  readonly end: 'pending' | 'delivered' | 'failed' | 'left';
  readonly data?: unknown;
}

/** How many operations are under way at a time. */
export const width = 24;
