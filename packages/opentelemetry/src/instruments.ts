import type { Attributes, Meter, ObservableResult } from '@opentelemetry/api';
import type { TokenEvent } from '@token-refresher/core';
import { refreshEnd } from './refresh-end.ts';

/** What turns events into metrics. */
export interface Instruments {
  on(event: TokenEvent): void;
  stop(): void;
}

/** In seconds: a refresh has a time limit of 10 s unless told otherwise. */
const durations = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * The metrics, by the naming rules of OpenTelemetry's semantic conventions.
 *
 * @param shared Attributes of every measurement.
 * @param expiresAt When the current token expires, in epoch milliseconds; `undefined`: there is none.
 */
export function createInstruments(meter: Meter, shared: Attributes, expiresAt: () => number | undefined): Instruments {
  const duration = meter.createHistogram('token_refresher.refresh.duration', {
    description: 'Refreshes of the access token, by reason and outcome.',
    unit: 's',
    advice: { explicitBucketBoundaries: durations },
  });
  const requests = meter.createCounter('token_refresher.token.requests', {
    description: 'Requests to the source of tokens; a refresh makes several when they fail.',
    unit: '{request}',
  });
  const damped = meter.createCounter('token_refresher.refresh.damped', {
    description: 'Operations for which no other token came, and calls of invalidate() without effect.',
    unit: '{operation}',
  });
  const rejections = meter.createCounter('token_refresher.token.rejections', {
    description: 'Responses "Unauthorized" of the API, by what followed.',
    unit: '{response}',
  });
  const withheld = meter.createCounter('token_refresher.token.withheld', {
    description: 'Requests that went out without the token because their address is not an allowed one.',
    unit: '{request}',
  });
  const timeToExpiry = meter.createObservableGauge('token_refresher.token.time_to_expiry', {
    description: 'Life that the current access token has left; 0 while there is none.',
    unit: 's',
  });
  const observe = (result: ObservableResult) => {
    // Nothing would leave the last value standing: SDKs repeat what a gauge said before.
    const leftMs = (expiresAt() ?? 0) - Date.now();
    result.observe(Math.max(0, leftMs) / 1000, shared);
  };
  timeToExpiry.addCallback(observe);

  let started: { readonly at: number; readonly reason: string } | undefined;
  return {
    on(event) {
      if (event.type === 'refresh-started') started = event;
      const reason = { 'token_refresher.refresh.reason': 'reason' in event ? event.reason : started?.reason };
      const end = refreshEnd(event, started?.at);
      if (end) {
        started = undefined;
        duration.record(end.durationMs / 1000, { ...shared, ...reason, ...end.attributes });
      }
      if ('requests' in event) requests.add(event.requests, shared);
      if (event.type === 'refresh-damped') damped.add(1, { ...shared, ...reason });
      if (event.type === 'token-withheld') withheld.add(1, shared);
      if (event.type === 'token-rejected') {
        const { action, why, status } = event;
        rejections.add(1, {
          ...shared,
          'token_refresher.rejection.action': action,
          ...(why !== undefined && { 'token_refresher.rejection.why': why }),
          ...(status !== undefined && { 'http.response.status_code': status }),
        });
      }
    },
    stop: () => timeToExpiry.removeCallback(observe),
  };
}
