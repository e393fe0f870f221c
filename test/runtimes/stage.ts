import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGate, type LocalApi, startLocalApi } from '@token-refresher/test-support';

/** What the API saw during one scene of the script. */
export interface Seen {
  tokenRequests: number;
  graphqlRequests: number;
  /** GraphQL requests that were answered "Unauthorized". */
  refused: number;
}

/** The API that a script in another runtime talks to, and a prompter by which the script sets its scenes. */
export interface Stage {
  readonly api: LocalApi;
  /** What a script needs to know to start; it can be written as JSON. */
  readonly settings: {
    readonly prompter: string;
    readonly url: string;
    readonly origin: string;
    readonly credentials: { readonly tokenEndpoint: string; readonly clientId: string; readonly clientSecret: string };
  };
  /** By scene, in their order. */
  seen(): Record<string, Seen>;
  close(): Promise<void>;
}

/** Starts the API and the prompter. The prompter's root is an empty page, for browsers. */
export async function openStage(): Promise<Stage> {
  const api = await startLocalApi({ cors: true });
  const scenes: Record<string, Seen> = {};
  let scene = '';
  let gate = createGate();
  const hold = {
    kind: 'hold',
    get gate() {
      return gate;
    },
  } as const;

  const note = () => {
    if (scene === '') return;
    const refused = api.graphqlRequests.filter(({ outcome }) => outcome === 'refused').length;
    scenes[scene] = { tokenRequests: api.tokenRequests.length, graphqlRequests: api.graphqlRequests.length, refused };
  };
  /** What the script can ask for. */
  const prompts: Record<string, () => unknown> = {
    revoke: () => api.revokeAll(),
    'hold the next query': () => {
      gate = createGate();
      api.graphqlRespondsWith(hold, { times: 1 });
    },
    'hold token requests': () => {
      gate = createGate();
      api.tokenEndpointRespondsWith(hold);
    },
    'wait until held': () => gate.waitFor(1),
    release: () => {
      gate.release();
      api.tokenEndpointRespondsWith(null);
    },
    'refuse everything': () => api.refuseEverything(true),
    'accept again': () => api.refuseEverything(false),
  };
  const server = createServer(async (request, response) => {
    const [, verb, what = ''] = decodeURIComponent(request.url ?? '').split('/');
    if (verb === 'scene') {
      note();
      scene = what;
      api.resetLog();
    } else if (verb === 'prompt') {
      await prompts[what]?.();
    } else if (verb === 'token') {
      const token = await tokenFor(api, what === 'wrong' ? 'wrong' : api.clientSecret);
      response.writeHead(token.status, { 'content-type': 'application/json' }).end(await token.text());
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>stage</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { tokenEndpoint, clientId, clientSecret, url, origin } = api;
  const prompter = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    api,
    settings: { prompter, url, origin, credentials: { tokenEndpoint, clientId, clientSecret } },
    seen() {
      note();
      return scenes;
    },
    async close() {
      server.closeAllConnections();
      await Promise.all([new Promise((resolve) => server.close(resolve)), api.close()]);
    },
  };
}

/** What a server of the application does for its browsers: it asks with the secret that they must not have. */
function tokenFor({ tokenEndpoint, clientId }: LocalApi, clientSecret: string): Promise<Response> {
  const form = { grant_type: 'client_credentials', scope: 'api', client_id: clientId, client_secret: clientSecret };
  return fetch(tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) });
}
