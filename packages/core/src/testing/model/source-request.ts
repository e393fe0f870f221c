import type { AccessToken } from '../../token.ts';

/** One call of the source, which the schedule answers. */
export interface SourceRequest {
  readonly sentAt: { readonly wall: number; readonly monotonic: number };
  readonly rejected: string | undefined;
  readonly signal: AbortSignal;
  readonly resolve: (token: AccessToken) => void;
  readonly reject: (error: unknown) => void;
}
