import { pick, type Random } from '../driver/random.ts';

/** What the API does to one connect. */
export type ConnectFault = 'none' | 'hold' | 'failure' | 'reset';

/** What it does to one operation. */
export type OperationFault =
  | 'none'
  | 'refuse'
  | 'failure'
  | 'drop'
  | 'close'
  | 'drop after execution'
  | 'drop after the first response'
  | 'hang';

export const connectFault = (random: Random): ConnectFault =>
  pick(random, [
    [80, 'none'],
    [10, 'hold'],
    [5, 'failure'],
    [5, 'reset'],
  ]);

export const operationFault = (random: Random): OperationFault =>
  pick(random, [
    [600, 'none'],
    [12, 'refuse'],
    [12, 'failure'],
    [2, 'drop'],
    [2, 'close'],
    [2, 'drop after execution'],
    [2, 'drop after the first response'],
    [4, 'hang'],
  ]);
