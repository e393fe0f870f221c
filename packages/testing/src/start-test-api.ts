import { checkOptions } from './check-test-api-options.ts';
import { createTestApi, type Parts } from './create-test-api.ts';
import { startHttpServer } from './node/http-server.ts';
import { withCors } from './node/with-cors.ts';
import type { TestApi, TestApiOptions } from './test-api.ts';

/** A test API that listens on this machine. */
export interface RunningTestApi extends TestApi {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Stops the API and destroys open connections. Nothing is left to keep the process alive. */
  close(): Promise<void>;
}

/**
 * Starts an authorization server and an API on one free port of this machine: real HTTP, in one call.
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
 */
export async function startTestApi(options: TestApiOptions = {}): Promise<RunningTestApi> {
  checkOptions('startTestApi', options, []);
  let parts: Parts | undefined;
  const http = await startHttpServer(
    withCors(async (request, sent) => {
      if (parts === undefined) return Response.error();
      const isToken = new URL(request.url).pathname === '/oauth2/token';
      return isToken ? parts.answerToken(request, sent) : parts.answerApi(request, sent);
    }),
  );
  const { origin, close } = http;
  parts = createTestApi(options, { url: `${origin}/graphql`, tokenEndpoint: `${origin}/oauth2/token` });
  return { ...parts.api, origin, close };
}
