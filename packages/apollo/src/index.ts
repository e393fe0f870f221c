export { TokenRefreshLink } from './token-refresh-link.ts';
