import { readFile } from 'node:fs/promises';
import { UsageError } from '../usage-error.ts';
import type { CommonArguments } from './read-arguments.ts';

/** Where a client's id or secret is taken from. */
export interface CredentialPlace {
  /** For sentences: `client secret`. */
  readonly title: string;
  readonly option: 'client-id-file' | 'client-secret-file';
  /** The variable's name. */
  readonly variable: string;
}

/** What its value is called in sentences: the option that names its file, or else the variable. */
export function placeOf({ option, variable }: CredentialPlace, values: CommonArguments): string {
  return values[option] === undefined ? variable : `--${option}`;
}

/**
 * Reads a credential from the file that the option names, or else from the variable.
 *
 * @throws UsageError when there is none.
 */
export async function readCredential(place: CredentialPlace, values: CommonArguments): Promise<string> {
  const { title, option, variable } = place;
  const file = values[option];
  const text = file === undefined ? process.env[variable] : await read(option, file);
  if (text?.trim()) return text.trim();
  if (file !== undefined) throw new UsageError(`The file of --${option} is empty.`);
  throw new UsageError(`The ${title} is missing: set the variable ${variable}, or give --${option}.`);
}

async function read(option: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`The file of --${option} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}
