export {
  type ConnectionParamsOptions,
  type TokenInConnectionParams,
  tokenInConnectionParams,
} from './token-in-connection-params.ts';
export { type TokenInUrl, tokenInUrl, type UrlOptions } from './token-in-url.ts';
