export { tokenRefreshMiddleware } from './token-refresh-middleware.ts';
