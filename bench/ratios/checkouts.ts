import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One checkout of this project: core, and one adapter that uses that core. */
export interface Checkout<Adapter> {
  readonly core: typeof import('@token-refresher/core');
  readonly adapter: Adapter;
}

/** Loads this checkout, or the one in a folder, which must have been installed. */
export async function loadCheckout<Adapter>(
  adapter: 'apollo' | 'graphql-request' | 'urql',
  folder: string = join(import.meta.dirname, '../..'),
): Promise<Checkout<Adapter>> {
  const load = async (name: string) => import(pathToFileURL(join(folder, 'packages', name, 'src/index.ts')).href);
  return { core: await load('core'), adapter: await load(adapter) };
}
