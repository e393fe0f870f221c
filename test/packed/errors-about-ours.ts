import { createRequire } from 'node:module';
import { join } from 'node:path';

type Compiler = typeof import('typescript-6');

const require = createRequire(import.meta.url);
/** Of a path or a line that begins with one: whether it leads to a package of others. */
const isOfOthers = (text: string) => /node_modules\/(?!@token-refresher\/)/.test(text);

/** Those errors that are about the user's files and our declarations. */
export function aboutOurs(errors: readonly string[]): string[] {
  return errors.filter((line) => !isOfOthers(line));
}

/**
 * The same as {@link aboutOurs} of what `tsc` prints, by a compiler that is written in JavaScript: it checks the declarations
 * of others only as far as ours need them, which takes half of the time.
 */
export function errorsAboutOurs(compiler: string, folder: string): string[] {
  const ts: Compiler = require(compiler);
  const host: import('typescript-6').ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic({ messageText }) {
      throw new Error(String(messageText));
    },
  };
  const config = ts.getParsedCommandLineOfConfigFile(join(folder, 'tsconfig.json'), {}, host);
  if (!config) throw new Error(`There is no project in ${folder}.`);
  const program = ts.createProgram(config.fileNames, config.options);
  const ours = program.getSourceFiles().filter(({ fileName }) => !isOfOthers(fileName));
  // Else it would be silent whatever they say.
  if (!ours.some(({ fileName }) => /node_modules\/@token-refresher\//.test(fileName))) {
    throw new Error(`No file in ${folder} imports one of our packages.`);
  }
  const errors = [
    ...config.errors,
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...ours.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
  const format = { getCanonicalFileName: String, getCurrentDirectory: () => folder, getNewLine: () => '\n' };
  return errors.map((error) => ts.formatDiagnostic(error, format));
}
