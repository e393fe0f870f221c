import type { LocalApi } from '@token-refresher/test-support';

/** What a proxy needs to know of an API. */
export type ProxiedApi = Pick<LocalApi, 'url' | 'tokenEndpoint' | 'clientId' | 'clientSecret'>;

/** The arguments and variables of an API's client. Nothing of this machine's environment but what Node needs. */
export function clientOf(api: Omit<ProxiedApi, 'url'>, cacheFile: string): { args: string[]; env: NodeJS.ProcessEnv } {
  return {
    args: ['--token-endpoint', api.tokenEndpoint, '--scope', 'api', '--cache-file', cacheFile],
    env: { CLIENT_ID: api.clientId, CLIENT_SECRET: api.clientSecret },
  };
}
