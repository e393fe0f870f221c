/** One response "Unauthorized". */
export interface Rejection {
  /** The document; empty when it is not known. */
  readonly operation: string;
  readonly status?: number | undefined;
  /** Whether the operation has not been sent twice yet, and nothing of it has been carried out or delivered. */
  readonly mayResend: boolean;
  /** Whether the operation had been sent before. */
  readonly isSecond: boolean;
  /** Whether that was with the same token. */
  readonly isSameToken?: boolean;
  /** Whether data came too, so that it may be this part alone that is denied. */
  readonly isPart?: boolean;
  /** Whether others go on with the rejected token until there is a new one. */
  readonly keepsServing?: boolean;
  /** Whether this rejection may cost a token request, or a function that says so when the budget would keep so many. Default: yes. */
  readonly mayRefresh?: (() => boolean | ((left: number) => boolean)) | undefined;
}
