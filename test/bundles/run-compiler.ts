interface Stats {
  hasErrors(): boolean;
  toString(options: object): string;
}

/** The callback of webpack, and of Rspack. */
export type CompilerCallback = (error: Error | null, stats?: Stats) => void;

/** Runs webpack or Rspack. The errors of the build; empty when it passed. */
export async function runCompiler(run: (callback: CompilerCallback) => unknown): Promise<string> {
  const stats = await new Promise<Stats>((resolve, reject) => {
    run((error, result) => (result ? resolve(result) : reject(error)));
  });
  return stats.hasErrors() ? stats.toString({ all: false, errors: true }) : '';
}
