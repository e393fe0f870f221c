export { type TokenRefreshAuth, type TokenRefreshAuthOptions, tokenRefreshAuth } from './token-refresh-auth.ts';
export { type TokenRefreshExchangeOptions, tokenRefreshExchange } from './token-refresh-exchange.ts';
