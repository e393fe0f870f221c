export { type ObserveTokensOptions, observeTokens } from './observe-tokens.ts';
