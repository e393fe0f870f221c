import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

/** Bundles a script of the user's project as its runtime's own tools would, into one piece of code. */
export async function bundle(consumer: string, script: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(consumer, script)],
    bundle: true,
    write: false,
    logLevel: 'silent',
    ...options,
  });
  return outputFiles?.[0]?.text ?? '';
}
