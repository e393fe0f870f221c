import { expect, inject, test } from 'vitest';
import { run } from '../packed/run.ts';
import { locateOrSkip, nodes } from './runtimes.ts';

const { consumer } = inject('published');

// On Node 20 and 22, a `clone()` that is cancelled makes an abort an unhandled rejection, which ends the process.
test.for(nodes)(
  '$name: a copy of a long response that was cancelled, and a caller that aborts: it is told, and nothing else happens',
  async (runtime, { skip, signal }) => {
    const program = await locateOrSkip(runtime, skip);
    const { stdout, stderr } = await run(program, ['cancelled-copies.mjs'], { cwd: consumer, env: {}, signal });
    const told = 'I have no time';
    expect(JSON.parse(stdout)).toEqual({
      outcomes: {
        'before it is read': told,
        'while it is read': told,
        'while a clone is read': told,
        'and nobody reads it': 'nothing read',
      },
      unhandled: [],
    });
    expect(stderr).toBe('');
  },
);
