import { beforeEach } from 'vitest';

const { MUTATION_WITHOUT: source = '' } = process.env;
const without = source === '' ? undefined : new RegExp(source);

// Stryker has Vitest's own filter for itself.
beforeEach(({ task, skip }) => {
  if (without?.test(task.fullName)) skip('the same for another version');
});
