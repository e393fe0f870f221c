import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const packages = [
  'apollo',
  'core',
  'graphql-request',
  'graphql-ws',
  'opentelemetry',
  'server',
  'shared',
  'testing',
  'urql',
];

/** Every option of every public options type, by the report of the public API; what belongs to an option's value, too. */
function optionsOf(name: string): string[] {
  const report = read(`api/${name}.d.ts`);
  const types = /^ {2,4}(?:interface|type) \w*Options?\b[^\n]*(?:\{| =|<\{|&)\n[\s\S]*?^ {2,4}\S*[};]+$/gm;
  const found = [...report.matchAll(types)].flatMap(([text]) => [...text.matchAll(/(?:readonly )?(\w+)\??: /g)]);
  // Names of parameters in the types of functions; and what an attempt puts on an error, not its author.
  const parameters =
    /^(?:apiResponse|request|token|fields|response|event|operation|operations|refreshToken|input|init|original|left)$/;
  return [...new Set(found.map(([, option = '']) => option))].filter((option) => !parameters.test(option)).sort();
}

const blocks = /^```\w+\n[\s\S]*?^```/gm;

/** Whether prose or a table names it in code: `` `scope` ``, `` `options.scope` `` or `` `scope: 'api'` ``. */
function isDocumented(option: string, readme: string): boolean {
  const spans = [...readme.replaceAll(blocks, '').matchAll(/(`+)(.+?)\1/g)].map(([, , code = '']) => code);
  return spans.some((code) => new RegExp(`(?<![\\w-])${option}(?![\\w-])`).test(code));
}

/** Whether an example sets it, be it in a line of prose: `` `{ parameter: 'access_token' }` ``. */
function isShown(option: string, readme: string): boolean {
  const inline = [...readme.replaceAll(blocks, '').matchAll(/`[^`\n]*\w\([^`\n]*\)[^`\n]*`/g)];
  const code = [...readme.matchAll(blocks), ...inline].join('\n');
  return new RegExp(`(?<![\\w.])${option}(?:: |[,(]| \\})`).test(code);
}

test.each(packages)("%s: every option stands in the package's README, and in an example there", (name) => {
  const readme = read(`packages/${name}/README.md`);
  const options = optionsOf(name);
  expect(options.filter((option) => !isDocumented(option, readme))).toEqual([]);
  // Of a clock the guide about tests has the example, for all.
  expect(options.filter((option) => option !== 'clock' && !isShown(option, readme))).toEqual([]);
  expect(isShown('clock', read('docs/testing.md'))).toBe(true);
});

test('the options of every kind of type are found', () => {
  expect(optionsOf('server')).toEqual(
    expect.arrayContaining(['allowNarrowerScope', 'clientSecret', 'clockSkewMs', 'issuer', 'load', 'maxBodyBytes']),
  );
  expect(optionsOf('apollo')).toEqual(['isUnauthorized', 'tokenRefresh', 'uri']);
  expect(optionsOf('shared')).toEqual(expect.arrayContaining(['encryptionKey', 'prefix']));
});

test('an option that is named or set nowhere is found', () => {
  const readme = 'Set `options.scope`, or `named`.\n\n```ts\nf({ scope, shown: 1 });\n```\n';
  expect(['scope', 'named', 'shown', 'cope'].map((option) => isDocumented(option, readme))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(['scope', 'named', 'shown', 'hown'].map((option) => isShown(option, readme))).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
