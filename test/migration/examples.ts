import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { LocalApi } from '@token-refresher/test-support';
import { build, type Plugin } from 'esbuild';
import { packageOf } from '../apollo-peers/apollo-versions.ts';

/** The page whose code is run. */
export const page = fileURLToPath(new URL('../../docs/migration.md', import.meta.url));

/** One half of a pair on the page. */
export interface Example {
  /** Of the section, such as `@urql/exchange-auth`. */
  readonly from: string;
  readonly half: 'before' | 'after';
  readonly code: string;
  /** apollo-link-token-refresh has no other version. */
  readonly isForApollo3: boolean;
}

/** A module by the name in its first line: one that both halves import, or a whole one beside a pair. */
export interface SharedFile {
  readonly file: string;
  readonly code: string;
}

const nameOf = (code: string) => /^\/\/ (\S+\.ts)\n/.exec(code)?.[1];
const blocks = (markdown: string) => [...markdown.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);

/** What is on the page. */
export function readExamples(): { readonly shared: readonly SharedFile[]; readonly examples: readonly Example[] } {
  const text = readFileSync(page, 'utf8');
  const [, ...sections] = text.split(/^## From /m);
  const shared = blocks(text).flatMap((code) => {
    const file = nameOf(code);
    return file ? [{ file, code }] : [];
  });
  const examples = sections.flatMap((section) => {
    const from = section.slice(0, section.indexOf('\n')).replaceAll('`', '');
    const isForApollo3 = section.includes("'apollo-link-token-refresh'");
    const halves = blocks(section).filter((code) => !nameOf(code));
    return halves.map((code, index) => {
      const half: Example['half'] = index === 0 ? 'before' : 'after';
      return { from, half, code, isForApollo3 };
    });
  });
  return { shared, examples };
}

/** Every import of Apollo Client finds version 3, that of its link included. */
function apollo3(): Plugin {
  return {
    name: 'apollo-3',
    setup({ onResolve }) {
      onResolve({ filter: /^@apollo\/client\// }, ({ path }) => ({
        path: join(packageOf('3.14.1'), path.slice('@apollo/client/'.length).replace(/\/index\.js$/, ''), 'index.js'),
      }));
    },
  };
}

const folder = fileURLToPath(new URL('../.migration/', import.meta.url));
const built = new Map<string, Promise<string>>();
let loaded = 0;

/**
 * One file with what is on the page. Packages stay outside, which have nothing of an earlier run in them and are long to
 * compile; those of Apollo Client 3 come along, because outside there is the newer one.
 */
async function bundle({ code, isForApollo3 }: Example): Promise<string> {
  const sources = join(folder, `${process.pid}-${built.size}`);
  mkdirSync(sources, { recursive: true });
  for (const each of [...readExamples().shared, { file: 'main.ts', code }]) {
    writeFileSync(join(sources, each.file), each.code);
  }
  const { outputFiles } = await build({
    entryPoints: [join(sources, 'main.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'silent',
    ...(!isForApollo3 && { packages: 'external' }),
    // Some packages in it are CommonJS.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: isForApollo3 ? [apollo3()] : [],
  });
  return outputFiles[0]?.text ?? '';
}

/** Runs an example as a program of its own, with nothing left of an earlier run, against this API. */
export async function loadExample(example: Example, api: LocalApi): Promise<unknown> {
  const bundled = built.get(example.code) ?? bundle(example);
  built.set(example.code, bundled);
  const program = (await bundled)
    .replaceAll('https://auth.example.com/oauth2/token', api.tokenEndpoint)
    .replaceAll('https://api.example.com', api.origin)
    .replaceAll('process.env.CLIENT_ID', JSON.stringify(api.clientId))
    .replaceAll('process.env.CLIENT_SECRET', JSON.stringify(api.clientSecret));
  loaded += 1;
  const file = join(folder, `${process.pid}-program-${loaded}.mjs`);
  writeFileSync(file, program);
  return import(/* @vite-ignore */ pathToFileURL(file).href);
}
