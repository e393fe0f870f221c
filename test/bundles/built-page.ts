import { buildPage, type Page } from './build-page.ts';
import { builtOnce } from './built-once.ts';
import type { Bundler } from './page-bundlers.ts';
import { withEnvironment } from './with-environment.ts';

/** What the environment of every build holds, as that of a server does. */
export const credentials = {
  BITQUERY_CLIENT_ID: 'the-client-id-of-the-environment',
  BITQUERY_CLIENT_SECRET: 'the-client-secret-of-the-environment',
};

/** The folder of an example page, built for production once in this run. */
export function builtPage(page: Page, bundler: Bundler): Promise<string> {
  return builtOnce(`${page}-${bundler}`, (output) =>
    withEnvironment(credentials, () => buildPage(page, bundler, output)),
  );
}
