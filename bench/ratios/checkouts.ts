import { realpathSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One checkout of this project: core, and one adapter that uses that core. */
export interface Checkout<Adapter> {
  readonly core: typeof import('@token-refresher/core');
  readonly adapter: Adapter;
}

/**
 * Loads this checkout, or the one in a folder, which must have been installed. Beside core, its adapter uses what this
 * checkout has installed: a link made of another copy of Apollo Client would be measured together with that copy.
 */
export async function loadCheckout<Adapter>(
  adapter: 'apollo' | 'graphql-request' | 'urql',
  folder: string = join(import.meta.dirname, '../..'),
): Promise<Checkout<Adapter>> {
  const packages = pathToFileURL(join(realpathSync(folder), 'packages/')).href;
  const load = async (name: string) => import(`${packages}${name}/src/index.ts`);
  const hooks = registerHooks({
    resolve: (specifier, context, resolveNext) =>
      context.parentURL?.startsWith(packages) && !/^\.|^node:|^@token-refresher\//.test(specifier)
        ? resolveNext(specifier, { ...context, parentURL: import.meta.url })
        : resolveNext(specifier, context),
  });
  try {
    return { core: await load('core'), adapter: await load(adapter) };
  } finally {
    hooks.deregister();
  }
}
