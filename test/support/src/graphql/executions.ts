/** The fields of Query and Mutation. */
export const countedFields = [
  'EVM',
  'Solana',
  'echo',
  'viewer',
  'denied',
  'deniedNonNull',
  'slow',
  'big',
  'saveQuery',
  'deny',
  'denyNonNull',
  'count',
  'upload',
] as const;

/** How often each field of Query and Mutation was really executed. */
export type Executions = Record<(typeof countedFields)[number], number>;

/** All counts at zero. */
export function createExecutions(): Executions {
  const executions = {} as Executions;
  resetExecutions(executions);
  return executions;
}

/** Sets all counts to zero. */
export function resetExecutions(executions: Executions): void {
  for (const field of countedFields) executions[field] = 0;
}
