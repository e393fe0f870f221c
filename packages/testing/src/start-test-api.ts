import { invalidOption } from '@token-refresher/core';
import { checkOptions } from './check-test-api-options.ts';
import { createTestApi, type Parts } from './create-test-api.ts';
import { startHttpServer } from './node/http-server.ts';
import { withCors } from './node/with-cors.ts';
import type { TestApi, TestApiOptions } from './test-api.ts';

const caller = 'startTestApi';

/** How {@link startTestApi} starts. */
export interface StartTestApiOptions extends TestApiOptions {
  /**
   * The port to listen on, for an address that survives a restart: a stand-in beside a dev server, in `.env` or for curl.
   *
   * @defaultValue 0: a free one
   */
  readonly port?: number | undefined;
}

/** A test API that listens on this machine. */
export interface RunningTestApi extends TestApi {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Stops the API and destroys open connections. Nothing is left to keep the process alive. */
  close(): Promise<void>;
}

/**
 * Starts an authorization server and an API on one port of this machine, a free one by default: real HTTP, in one call.
 *
 * The token endpoint is at `/oauth2/token`, `url` ends in `/graphql`; every other path is the API, too. Pages of any origin
 * may call both.
 *
 * @example
 * ```ts
 * const api = await startTestApi({ respond: () => ({ data: { viewer: 'Ada' } }) });
 * const tokens = createTokenRefresher(clientCredentials(api.credentials));
 * ```
 *
 * @throws TypeError at once when an option is unknown or cannot be used; the message names it.
 * @throws Error when the port cannot be listened on.
 */
export async function startTestApi(options: StartTestApiOptions = {}): Promise<RunningTestApi> {
  checkOptions(caller, options, ['port']);
  const { port = 0 } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw invalidOption(caller, 'port', 'must be a port number from 0 to 65535; 0 takes a free one');
  }
  let parts: Parts | undefined;
  const http = await startHttpServer(
    withCors(async (request, sent) => {
      if (parts === undefined) return Response.error();
      const isToken = new URL(request.url).pathname === '/oauth2/token';
      return isToken ? parts.respondToTokenRequest(request, sent) : parts.respondToApiRequest(request, sent);
    }),
    port,
  ).catch((error: NodeJS.ErrnoException) => {
    const problem =
      error.code === 'EADDRINUSE' ? 'is taken; choose another, or 0 for a free one' : `gives ${error.code}`;
    throw new Error(`${caller}: port ${port} ${problem}.`, { cause: error });
  });
  const { origin, close } = http;
  parts = createTestApi(options, { url: `${origin}/graphql`, tokenEndpoint: `${origin}/oauth2/token` });
  return { ...parts.api, origin, close };
}
