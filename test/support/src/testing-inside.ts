// Inner parts of @token-refresher/testing, which users do not see: the same server, with a WebSocket beside it.
export { createTestApi, type Parts } from '../../../packages/testing/src/create-test-api.ts';
export { createRequestLog } from '../../../packages/testing/src/endpoints/request-log.ts';
export { receive } from '../../../packages/testing/src/messages/received-request.ts';
export { refusalBody } from '../../../packages/testing/src/messages/refusal-shapes.ts';
export { startHttpServer } from '../../../packages/testing/src/node/http-server.ts';
export { withCors } from '../../../packages/testing/src/node/with-cors.ts';
export type { ApiTokens } from '../../../packages/testing/src/tokens/api-tokens.ts';
