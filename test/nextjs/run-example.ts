import { join } from 'node:path';
import type { LocalApi } from '@token-refresher/test-support';
import { productionEnvironment } from '../bundles/production-environment.ts';
import { type ServerProcess, startServerProcess } from '../examples/server-process.ts';
import { nextIsReady } from './small-app.ts';

/** Runs the command of a copy of the example, for an account at each of these APIs; without any, for its stand-ins. */
export function runExample(
  folder: string,
  options: readonly string[],
  apis?: { readonly [name: string]: LocalApi },
): ServerProcess {
  const accounts = apis && Object.entries(apis).map(([name, api]) => accountAt(name, api));
  const { BITQUERY_CLIENT_ID: _, BITQUERY_CLIENT_SECRET: __, ...env } = productionEnvironment();
  return startServerProcess([join(folder, 'start.ts'), ...options], {
    cwd: folder,
    ready: nextIsReady,
    env: accounts ? { ...env, ACCOUNTS: JSON.stringify(accounts) } : env,
  });
}

/** An account whose application is registered at this API. */
function accountAt(name: string, api: LocalApi) {
  const { url, origin, tokenEndpoint, clientId, clientSecret } = api;
  const credentials = { tokenEndpoint, clientId, clientSecret, scope: 'api' };
  return { id: name.toLowerCase(), name, url, origins: [origin], credentials };
}
