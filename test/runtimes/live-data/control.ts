import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalApi } from '@token-refresher/test-support';

/** A server by which a script in another runtime arranges what happens to the API. */
export interface Control {
  readonly url: string;
  close(): Promise<void>;
}

/** Its root is an empty page, for browsers. */
export async function startControl(api: LocalApi): Promise<Control> {
  const actions: Record<string, () => string | Promise<string>> = {
    token: () => api.issueToken(),
    async publish() {
      await api.live.subscriptionsReached(1);
      return String(api.live.publish());
    },
    'revoke-and-drop'() {
      api.revokeAll();
      api.live.dropAll();
      return '';
    },
    forget() {
      api.resetLog();
      return '';
    },
    async 'new-socket'() {
      await api.live.connectsReached(1);
      const [connect] = api.live.connects;
      while (!connect?.operations.length) await new Promise((resolve) => setImmediate(resolve));
      return '';
    },
    'refuse-and-drop'() {
      api.refuseEverything(true);
      api.live.dropAll();
      return '';
    },
  };
  const server = createServer(async (request, response) => {
    const page = (await actions[request.url?.slice(1) ?? '']?.()) ?? '<!doctype html><title>control</title>';
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
