// Runs programs from the pages, each when the test asks for it, in a process that nothing else runs in; answers what they
// print. It ends when the test has left and no program keeps it alive.

/** A program, and where it runs. */
export interface Program {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What came of it. */
export interface Ending {
  readonly printed: string;
  readonly error?: string;
}

const realFetch = globalThis.fetch;
await import('./reroute-examples.ts');
const rerouted = globalThis.fetch;

async function run({ file, env }: Program): Promise<Ending> {
  const { write } = process.stdout;
  let printed = '';
  process.stdout.write = (text) => {
    printed += text;
    return true;
  };
  globalThis.fetch = env.STAND_IN ? rerouted : realFetch;
  Object.assign(process.env, env);
  try {
    await import(file);
    return { printed };
  } catch (error) {
    return { printed, error: String(error) };
  } finally {
    process.stdout.write = write;
    for (const name of Object.keys(env)) delete process.env[name];
  }
}

process.on('message', async (program) => process.send?.(await run(program as Program)));
