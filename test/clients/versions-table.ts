import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { versionRows } from '../readme/versions.ts';
import { apps } from './apps.ts';

/** Where the table stands. */
export const readme = fileURLToPath(new URL('../../README.md', import.meta.url));

const begin = '<!-- versions: written by `npx -y pnpm@10 --filter @token-refresher/test-clients run versions` -->';
const end = '<!-- /versions -->';

/** The installed version of a package. */
function versionOf(name: string): string {
  const file = new URL(`./node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

/** What is installed for the tests and for the applications here, as a table in Markdown. */
export function versionsTable(): string {
  const clients = apps.map(({ name, by, packages }) => ({
    name,
    versions: packages.map((each) => `\`${each}\` ${versionOf(each)}`).join(', '),
    by: by === 'createAuthorizedFetch' ? `\`${by}\`` : `\`@token-refresher/${by}\``,
  }));
  const rows = [...versionRows(), ...clients].map(({ name, versions, by }) => `| ${name} | ${versions} | ${by} |`);
  return ['| | versions | for |', '|---|---|---|', ...rows].join('\n');
}

/**
 * The page with the table as it should be.
 *
 * @throws Error when the page has no place for it.
 */
export function withTable(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The README lacks the markers ${begin} and ${end}.`);
  return `${page.slice(0, from)}${begin}\n${versionsTable()}\n${page.slice(to)}`;
}
