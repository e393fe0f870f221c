import { type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api';
import { assertTokenRefresher, checkOptionNames, invalidOption, type TokenRefresher } from '@token-refresher/core';
import { createInstruments } from './instruments.ts';
import { createRefreshSpans } from './refresh-spans.ts';

/** Options of {@link observeTokens}. */
export interface ObserveTokensOptions {
  /**
   * Which refresher this is, where an application has several: the attribute `token_refresher.name` of every metric and span.
   * Not a user's name, or there are as many time series as users.
   *
   * @defaultValue the attribute is left out
   */
  readonly name?: string | undefined;
  /** @defaultValue the global one */
  readonly meterProvider?: MeterProvider | undefined;
  /** @defaultValue the global one */
  readonly tracerProvider?: TracerProvider | undefined;
}

const caller = 'observeTokens';
const scope = '@token-refresher/opentelemetry';

/**
 * Reports what a token refresher does as OpenTelemetry metrics and spans, until it is closed. Neither holds a token or a secret.
 *
 * Call it when the SDK has been started. Before, nothing is measured: metrics begin with the first event after its start.
 *
 * @example
 * ```ts
 * observeTokens(tokens, { name: 'bitquery' });
 * ```
 *
 * @param tokens From `createTokenRefresher`.
 * @returns A function that ends it.
 * @throws TypeError at once when `tokens` does not come from `createTokenRefresher`, or an option is unknown or cannot be used.
 */
export function observeTokens(tokens: TokenRefresher, options: ObserveTokensOptions = {}): () => void {
  assertTokenRefresher(caller, tokens);
  checkOptions(options);
  const { name, meterProvider, tracerProvider = trace.getTracerProvider() } = options;
  const shared = name === undefined ? {} : { 'token_refresher.name': name };
  const meters = () => meterProvider ?? metrics.getMeterProvider();
  const instrumentsOf = (from: MeterProvider) =>
    createInstruments(from.getMeter(scope), shared, () => tokens.peek()?.expiresAt);
  let present = meters();
  let instruments = instrumentsOf(present);
  const spans = createRefreshSpans(tracerProvider.getTracer(scope), shared);
  const unsubscribe = tokens.subscribe((event) => {
    // The SDK may start later. Tracers notice by themselves, meters do not.
    if (meters() !== present) {
      instruments.stop();
      present = meters();
      instruments = instrumentsOf(present);
    }
    spans.on(event);
    instruments.on(event);
    if (event.type === 'closed') stop();
  });
  const stop = () => {
    unsubscribe();
    spans.stop();
    instruments.stop();
  };
  return stop;
}

function checkOptions(options: ObserveTokensOptions): void {
  checkOptionNames(caller, options, ['name', 'meterProvider', 'tracerProvider']);
  const { name, meterProvider, tracerProvider } = options;
  if (name !== undefined && (typeof name !== 'string' || name === '')) {
    throw invalidOption(caller, 'name', 'must be a string that tells this refresher from others');
  }
  if (meterProvider !== undefined && typeof meterProvider?.getMeter !== 'function') {
    throw invalidOption(caller, 'meterProvider', 'must have a function getMeter, such as a MeterProvider of the SDK');
  }
  if (tracerProvider !== undefined && typeof tracerProvider?.getTracer !== 'function') {
    throw invalidOption(
      caller,
      'tracerProvider',
      'must have a function getTracer, such as a TracerProvider of the SDK',
    );
  }
}
