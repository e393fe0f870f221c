// The public API, without its documentation. Written by `npx -y pnpm@10 api`.

declare module '@token-refresher/opentelemetry' {
  import { MeterProvider, TracerProvider } from '@opentelemetry/api';
  import { TokenRefresher } from '@token-refresher/core';
  export { type ObserveTokensOptions, observeTokens };
  interface ObserveTokensOptions {
    readonly name?: string | undefined;
    readonly meterProvider?: MeterProvider | undefined;
    readonly tracerProvider?: TracerProvider | undefined;
  }
  function observeTokens(tokens: TokenRefresher, options?: ObserveTokensOptions): () => void;
}
