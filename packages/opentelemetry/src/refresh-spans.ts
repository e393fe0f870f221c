import { type Attributes, type Span, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { TokenEvent } from '@token-refresher/core';
import { refreshEnd } from './refresh-end.ts';

/** What turns events into spans. */
export interface RefreshSpans {
  on(event: TokenEvent): void;
  stop(): void;
}

/**
 * One span for each refresh, below the operation that started it. A refresh ahead of time delays no operation: it is a trace of
 * its own, linked to the operation.
 *
 * @param shared Attributes of every span.
 */
export function createRefreshSpans(tracer: Tracer, shared: Attributes): RefreshSpans {
  let current: { readonly span: Span; readonly startedAt: number } | undefined;

  const start = ({ at, reason }: Extract<TokenEvent, { type: 'refresh-started' }>) => {
    const caller = trace.getActiveSpan()?.spanContext();
    const isOfItsOwn = reason === 'ahead';
    const span = tracer.startSpan('token refresh', {
      startTime: at,
      root: isOfItsOwn,
      links: isOfItsOwn && caller ? [{ context: caller }] : [],
      attributes: { ...shared, 'token_refresher.refresh.reason': reason },
    });
    current = { span, startedAt: at };
  };

  return {
    on(event) {
      if (event.type === 'refresh-started') start(event);
      const end = refreshEnd(event, current?.startedAt);
      if (!current || !end) return;
      const { span, startedAt } = current;
      current = undefined;
      // Not the event's time: the wall clock may have been set meanwhile.
      const endedAt = startedAt + end.durationMs;
      span.setAttributes(end.attributes);
      if ('requests' in event) span.setAttribute('token_refresher.token.requests', event.requests);
      if (event.type === 'refresh-failed') {
        span.recordException(event.error, endedAt);
        span.setStatus({ code: SpanStatusCode.ERROR, message: event.error.message });
      }
      span.end(endedAt);
    },
    stop() {
      current?.span.end();
      current = undefined;
    },
  };
}
