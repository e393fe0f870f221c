/** The command was called in a wrong way: exit code 2. Its message is one sentence that says what to do. */
export class UsageError extends Error {}
