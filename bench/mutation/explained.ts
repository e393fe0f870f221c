/** Why no test can notice, or need notice, changes of a place. */
export interface Explanation {
  /** The end of the file's path. */
  readonly file: string;
  /** A part of the code as it was. */
  readonly code: string;
  readonly because: string;
}

export const explained: readonly Explanation[] = [];
