import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { productionEnvironment } from '../bundles/production-environment.ts';
import { inOneLine } from '../bundles/sentence.ts';
import { type ServerProcess, startServerProcess } from '../examples/server-process.ts';
import { appFolder } from './app-folder.ts';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));
const example = fileURLToPath(new URL('../../examples/apollo-nextjs/', import.meta.url));
const nextCommand = createRequire(example).resolve('next/dist/bin/next');
const environment = () => ({ ...productionEnvironment(), NEXT_TELEMETRY_DISABLED: '1' });

/** What Next.js prints when it serves an app, and where. */
export const nextIsReady = /Local: +(http\S+)[\s\S]*Ready/;

/** Sources by their paths. */
export interface Files {
  readonly [path: string]: string;
}

/**
 * Experimental options that spare what nobody looks at here: a cache for the next build, and maps to the sources. Together
 * they take Turbopack a third of its time.
 */
export const nothingForLater = `turbopackFileSystemCacheForBuild: false, turbopackFileSystemCacheForDev: false,
      turbopackSourceMaps: false, turbopackInputSourceMaps: false`;

/**
 * Code for `next.config.mjs`, after options of the app's own: no files for coding agents, no look at the network for news,
 * no cache, and no list of the files that a server elsewhere would need, which takes webpack as long as the build.
 * Minifying takes most of what is left; what stays on the server is never minified.
 */
export function nextConfig(own = '', isMinified = true): string {
  return `export default {
    ${own} agentRules: false, outputFileTracingExcludes: { '*': ['**/*'] },
    experimental: {
      agentUpgrade: false, turbopackMinify: { client: ${isMinified}, edge: false, server: false }, ${nothingForLater},
    },
    turbopack: {},
    webpack(config) {
      config.cache = false;
      config.optimization.minimize &&= ${isMinified};
      return config;
    },
  };`;
}

/** What every app has. */
const frame: Files = {
  'package.json': '{ "type": "module" }',
  'next.config.mjs': nextConfig('', false),
  'app/layout.jsx':
    'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }',
};

export type Bundler = 'turbopack' | 'webpack';

/** What stands in the place of the code of `@token-refresher/server`. */
export const realCode = 'the real code';

/** An app in which `@token-refresher/server` is installed as it is published, with a marker in the place of its code. */
export async function smallApp(name: string, files: Files): Promise<string> {
  const folder = await appFolder(name);
  const installed = join(folder, 'node_modules/@token-refresher/server');
  await mkdir(installed, { recursive: true });
  for (const dependency of ['next', 'react', 'react-dom']) {
    const target = await realpath(join(example, 'node_modules', dependency));
    await symlink(target, join(folder, 'node_modules', dependency));
  }
  const manifest = JSON.parse(await readFile(join(packages, 'server/package.json'), 'utf8'));
  const published = { ...manifest, exports: manifest.publishConfig.exports };
  await cp(join(packages, 'server/browser.js'), join(installed, 'browser.js'));
  await writeFiles(installed, {
    'package.json': JSON.stringify(published),
    'dist/index.mjs': `export const clientCredentials = () => '${realCode}';`,
    'dist/index.cjs': `exports.clientCredentials = () => '${realCode}';`,
  });
  await writeFiles(folder, { ...frame, ...files });
  return folder;
}

/** An app that has what the example has, the packages of this repository among it. */
export async function appLikeExample(name: string, files: Files): Promise<string> {
  const folder = await appFolder(name);
  await symlink(join(example, 'node_modules'), join(folder, 'node_modules'));
  await writeFiles(folder, { ...frame, ...files });
  return folder;
}

async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, code] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), code);
  }
}

/** Builds the app for production. What went wrong, in one line; empty when nothing did. */
export async function buildApp(folder: string, bundler: Bundler): Promise<string> {
  const build = promisify(execFile)(process.execPath, [nextCommand, 'build', `--${bundler}`], {
    cwd: folder,
    env: environment(),
  });
  return build.then(
    () => '',
    ({ stdout, stderr }) => inOneLine(`${stdout} ${stderr}`),
  );
}

/** Serves what {@link buildApp} has built. */
export function serveApp(folder: string, more: { readonly [name: string]: string } = {}): ServerProcess {
  const command = [nextCommand, 'start', '-H', '127.0.0.1', '-p', '0'];
  return startServerProcess(command, { cwd: folder, env: { ...environment(), ...more }, ready: nextIsReady });
}
