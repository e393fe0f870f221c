import { existsSync } from 'node:fs';

/** Why a browser of Debian's cannot be started here; `undefined` when it can. In CI a missing browser is an error. */
export function missingBrowser(executablePath: string, debianPackage: string): string | undefined {
  if (existsSync(executablePath)) return undefined;
  const reason = `${executablePath} is missing: apt-get install -y --no-install-recommends ${debianPackage}`;
  if (process.env.CI) throw new Error(reason);
  process.stdout.write(`Browser tests are skipped: ${reason}\n`);
  return reason;
}
