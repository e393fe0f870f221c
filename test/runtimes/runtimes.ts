import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromiumPath } from '../browser/chromium-path.ts';
import { repository } from '../packed/run.ts';

/** A program that the packages promise to run in. */
export interface Runtime {
  readonly name: string;
  /** What it calls itself. */
  readonly userAgent: RegExp;
  /** The program's absolute path. @throws Error that says what is missing. */
  locate(): Promise<string>;
}

/** The first version of Node that is supported. */
export const node20: Runtime = {
  name: 'Node 20.19.0',
  userAgent: /^Node\.js\/20\.19\.0$/,
  locate: () => inPackage('node-20', 'bin/node'),
};
/** The versions of Node that are supported: the first one, and the newest of every line since. */
export const nodes: readonly Runtime[] = [
  node20,
  { name: 'Node 22', userAgent: /^Node\.js\/22$/, locate: () => inPackage('node-22', 'bin/node') },
  { name: 'Node 24', userAgent: /^Node\.js\/24$/, locate: () => inPackage('node', 'bin/node', repository) },
  { name: 'Node 26', userAgent: /^Node\.js\/26$/, locate: () => inPackage('node-26', 'bin/node') },
];

export const bun: Runtime = {
  name: 'Bun',
  userAgent: /^Bun\//,
  locate: () => inPackage('@oven/bun-linux-x64-baseline', 'bin/bun'),
};
export const deno: Runtime = {
  name: 'Deno',
  userAgent: /^Deno\//,
  locate: () => inPackage('@deno/linux-x64-glibc', 'deno'),
};
export const workerd: Runtime = {
  name: 'workerd',
  userAgent: /^Cloudflare-Workers$/,
  locate: () => inPackage('@cloudflare/workerd-linux-64', 'bin/workerd'),
};
/** Debian's browser. */
export const chromium: Runtime = {
  name: 'Chromium',
  userAgent: /Chrome\//,
  async locate() {
    await access(chromiumPath).catch(() => {
      throw new Error(`There is no ${chromiumPath}.`);
    });
    return chromiumPath;
  },
};

/**
 * The program's path. When it is not on this machine, the reason is printed and the test skipped; in CI, where nothing
 * may be skipped, the test fails.
 */
export async function locateOrSkip({ name, locate }: Runtime, skip: (reason: string) => never): Promise<string> {
  try {
    return await locate();
  } catch (error) {
    const reason = `${name} is not tested: ${(error as Error).message}`;
    if (process.env.CI) throw new Error(reason, { cause: error });
    process.stderr.write(`${reason}\n`);
    return skip(reason);
  }
}

async function inPackage(name: string, file: string, from = import.meta.dirname): Promise<string> {
  try {
    const manifest = createRequire(join(from, 'package.json')).resolve(`${name}/package.json`);
    const path = join(dirname(manifest), file);
    await access(path);
    return path;
  } catch (cause) {
    throw new Error(`the package ${name} is not installed on ${process.platform}-${process.arch}.`, { cause });
  }
}
