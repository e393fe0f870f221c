import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (page: string) => readFileSync(join(root, page), 'utf8');
const find = (pattern: string) =>
  globSync(pattern, { cwd: root, exclude: (name) => name.endsWith('node_modules') }).sort();

const readmes = find('packages/*/README.md');
/** What is read on a registry's page, where nothing of the repository is beside it. */
const published = [...readmes, ...find('packages/*/CHANGELOG.md'), ...find('.changeset/*.md')];
const others = [...find('*.md'), ...find('{bench,decisions,docs,examples,test}/**/*.md')];

/** The page without its code. */
const prose = (markdown: string) =>
  markdown.replace(/^(```+|~~~+)[\s\S]*?^\1/gm, '').replace(/``.*?``|`[^`\n]*`/g, '`');

/** Where its links and pictures lead, in all of Markdown's spellings and in HTML's. */
function targets(markdown: string): string[] {
  const inline = /\]\(\s*<?([^)\s>]*)/g;
  const reference = /^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)/gm;
  const html = /\b(?:href|src)\s*=\s*["']([^"']*)/g;
  return [inline, reference, html].flatMap((link) => [...prose(markdown).matchAll(link)].map(([, to = '']) => to));
}

/** The anchors of its headings, as GitHub and npm make them. */
function anchors(markdown: string): string[] {
  const headings = [...markdown.replace(/^(```+|~~~+)[\s\S]*?^\1/gm, '').matchAll(/^#{1,6} +(.+)$/gm)];
  const seen = new Map<string, number>();
  return headings.map(([, heading = '']) => {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = text.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

const isElsewhere = (to: string) => /^(https:|mailto:)/.test(to);
const isOnPage = (to: string, markdown: string) => to.startsWith('#') && anchors(markdown).includes(to.slice(1));

function isInRepository(page: string, to: string): boolean {
  const [path = '', anchor] = to.split('#');
  const file = join(dirname(page), decodeURI(path));
  if (relative('.', file).startsWith('..') || !existsSync(join(root, file))) return false;
  if (anchor === undefined) return true;
  const target = file.endsWith('.md') ? file : join(file, 'README.md');
  return existsSync(join(root, target)) && anchors(read(target)).includes(anchor);
}

test.each(published)('%s has no link that is dead where the package is published', (page) => {
  const markdown = read(page);
  expect(targets(markdown).filter((to) => !isElsewhere(to) && !isOnPage(to, markdown))).toEqual([]);
});

test.each(others)('%s has no dead link into the repository', (page) => {
  const markdown = read(page);
  const isAlive = (to: string) => isElsewhere(to) || isOnPage(to, markdown) || isInRepository(page, to);
  expect(targets(markdown).filter((to) => !isAlive(to))).toEqual([]);
});

test.each(readmes)('%s begins with what to install', (page) => {
  const [title = '', description = '', install = '', ...rest] = read(page).split('\n\n');
  const manifest = JSON.parse(read(join(dirname(page), 'package.json')));
  const { name, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
  expect(title).toBe(`# ${name}`);
  expect(description).toMatch(/^\w.*\.$/);
  const installed = /^```sh\nnpm install (?:-g )?(.+)\n```$/.exec(install)?.[1]?.split(' ') ?? [];
  expect(installed).toContain(name);

  const start = rest.findIndex((part) => part.startsWith('```ts'));
  const beforeCode = rest.slice(0, start).join('\n');
  for (const peer of Object.keys(peerDependencies)) {
    if (!peerDependenciesMeta[peer]?.optional) expect(beforeCode).toContain(`\`${peer}\``);
  }
  const imported = [...(rest[start] ?? '').matchAll(/from '(@token-refresher\/[\w-]+)/g)].map(([, each]) => each);
  expect(imported.filter((each) => !installed.includes(each ?? ''))).toEqual([]);
});

test.each(readmes)('%s names the guides, by the names that they have', (page) => {
  const [, names = ''] = /^Guides, in the folder `docs` of the repository: (.+)$/m.exec(read(page)) ?? [];
  const named = [...names.matchAll(/`([\w-]+\.md)`/g)].map(([, name]) => name);
  expect(named.sort()).toEqual(find('docs/*.md').map((path) => path.slice('docs/'.length)));
});

test('what looks like a link is found, and code is not taken for one', () => {
  const page = [
    '# A `b(c)` & d',
    '',
    'See [x](../y#z), ![p](<q.png>), <a href="r">.',
    '',
    '[s]: ./t',
    '',
    '## A `b(c)` & d',
  ];
  const code = ['```ts', '# no heading', 'const a = b[0](../c);', '```', '', 'and `[u](v)`'];
  const markdown = [...page, '', ...code].join('\n');
  expect(targets(markdown)).toEqual(['../y#z', 'q.png', './t', 'r']);
  expect(anchors(markdown)).toEqual(['a-bc--d', 'a-bc--d-1']);
});
