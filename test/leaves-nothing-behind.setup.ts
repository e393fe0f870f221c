import { afterAll, expect } from 'vitest';

/** What stands in this process for all test files that share it, by name. Those of tools begin with a sign. */
const globals = () =>
  new Map<string, unknown>([
    ...Object.getOwnPropertyNames(globalThis)
      .filter((name) => /^\w/.test(name) && !name.startsWith('_'))
      .map((name): [string, unknown] => [name, (globalThis as Record<string, unknown>)[name]]),
    ...Object.entries(process.env).map(([name, value]): [string, unknown] => [`process.env.${name}`, value]),
  ]);

const before = globals();

// The first hook to be registered is the last to run.
afterAll(() => {
  const after = globals();
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.has(name) !== after.has(name) || !Object.is(before.get(name), after.get(name)),
  );
  expect(changed, 'This file changes globals for those that share its process: it belongs to "alone".').toEqual([]);
});
