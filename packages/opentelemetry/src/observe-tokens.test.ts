import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createAuthorizedFetch, createTokenRefresher, staticToken, TokenRequestError } from '@token-refresher/core';
import { createTestClock, type ScriptedStep, scriptedSource, startTestApi } from '@token-refresher/testing';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type ObserveTokensOptions, observeTokens } from './index.ts';

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());

/** The real SDK, which keeps in memory what it would send. */
function sdk() {
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  onTestFinished(() => meterProvider.shutdown());
  /** Every data point of now, by the name of its metric. */
  const collected = async () => {
    const { resourceMetrics, errors } = await reader.collect();
    expect(errors).toEqual([]);
    const all = resourceMetrics.scopeMetrics.flatMap(({ scope, metrics }) => {
      expect(scope.name).toBe('@token-refresher/opentelemetry');
      return metrics;
    });
    return Object.fromEntries(
      all.map(({ descriptor, dataPoints }) => [descriptor.name, { ...descriptor, dataPoints }]),
    );
  };
  return { tracerProvider, meterProvider, collected, spans: () => spans.getFinishedSpans() };
}

function observed(steps: readonly ScriptedStep[], options: ObserveTokensOptions = { name: 'api' }) {
  const { tracerProvider, meterProvider, ...rest } = sdk();
  const clock = createTestClock();
  const source = scriptedSource(...steps);
  const tokens = createTokenRefresher(source, { clock, origins: ['https://api.example.com'] });
  const stop = observeTokens(tokens, { tracerProvider, meterProvider, ...options });
  return { tokens, clock, stop, source, tracerProvider, ...rest };
}

const points = (metric: { dataPoints: readonly { attributes: object; value: unknown }[] } | undefined) =>
  metric?.dataPoints.map(({ attributes, value }) => [attributes, value]);
const down = () => new TokenRequestError('Ask the owner.', { code: 'invalid_client', permanent: true });

test('refreshes are counted by reason and outcome, with their duration in seconds', async () => {
  const { tokens, clock, collected } = observed([
    () => clock.advance(250).then(() => 'one'),
    down(),
    () => clock.advance(0).then(() => 'two'),
  ]);
  await tokens.getToken();
  tokens.invalidate('one');
  await tokens.getToken().catch(() => {});
  await clock.advance(60_000);
  await tokens.getToken();
  const metrics = await collected();
  const duration = metrics['token_refresher.refresh.duration'];
  expect(duration?.unit).toBe('s');
  const of = (reason: string, outcome: string) => ({
    'token_refresher.name': 'api',
    'token_refresher.refresh.reason': reason,
    'token_refresher.refresh.outcome': outcome,
  });
  expect(points(duration)).toEqual([
    [of('first', 'succeeded'), expect.objectContaining({ count: 1, sum: 0.25 })],
    [{ ...of('invalidated', 'failed'), 'error.type': 'invalid_client' }, expect.objectContaining({ count: 1 })],
    [of('invalidated', 'succeeded'), expect.objectContaining({ count: 1 })],
  ]);
  expect(points(metrics['token_refresher.token.requests'])).toEqual([[{ 'token_refresher.name': 'api' }, 3]]);
});

test('the life that is left is read when it is asked for; without a token it is 0', async () => {
  const { tokens, stop, collected } = observed([{ value: 'one', expiresAt: Date.now() + 3_600_000 }, 'two']);
  const left = async () => {
    const [[attributes, seconds] = []] = points((await collected())['token_refresher.token.time_to_expiry']) ?? [];
    expect(attributes).toEqual({ 'token_refresher.name': 'api' });
    return seconds;
  };
  expect(await left()).toBe(0);
  await tokens.getToken();
  const seconds = await left();
  expect(seconds).toBeGreaterThan(3000);
  expect(seconds).toBeLessThanOrEqual(3600);
  tokens.invalidate('one');
  expect(await left()).toBe(0);
  stop();
  await tokens.getToken();
  expect(await left()).toBe(0);
});

test('rejections, what was damped and what was withheld are counted', async () => {
  const api = await startTestApi();
  onTestFinished(() => api.close());
  const { tracerProvider, meterProvider, collected } = sdk();
  const tokens = createTokenRefresher(async () => ({ value: api.issueToken() }), { origins: [api.origin] });
  observeTokens(tokens, { tracerProvider, meterProvider });
  const authorizedFetch = createAuthorizedFetch(tokens);
  await authorizedFetch(api.url);
  api.revoke();
  await authorizedFetch(api.url);
  api.refuseEverything(true);
  await authorizedFetch(api.url);
  await authorizedFetch(api.url.replace('127.0.0.1', 'localhost')).catch(() => {});
  for (let call = 0; call < 8; call++) {
    tokens.invalidate((await tokens.getToken()).value);
  }
  const metrics = await collected();
  const rejected = (more: object) => ({ 'http.response.status_code': 401, ...more });
  expect(points(metrics['token_refresher.token.rejections'])).toEqual([
    [rejected({ 'token_refresher.rejection.action': 'retry' }), 2],
    [rejected({ 'token_refresher.rejection.action': 'none', 'token_refresher.rejection.why': 'sent-twice' }), 1],
  ]);
  expect(points(metrics['token_refresher.token.withheld'])).toEqual([[{}, 1]]);
  const [[attributes, damped] = []] = points(metrics['token_refresher.refresh.damped']) ?? [];
  expect(attributes).toEqual({ 'token_refresher.refresh.reason': 'invalidated' });
  expect(damped).toBeGreaterThan(0);
  expect(metrics['token_refresher.refresh.damped']).toMatchObject({ unit: '{operation}' });
});

test('a refresh is a span below the operation that started it', async () => {
  const { tokens, clock, tracerProvider, spans } = observed([() => clock.advance(250).then(() => 'one')]);
  const operation = tracerProvider.getTracer('app').startSpan('operation');
  await context.with(trace.setSpan(context.active(), operation), () => tokens.getToken());
  const [span] = spans();
  expect(span?.name).toBe('token refresh');
  expect(span?.parentSpanContext?.spanId).toBe(operation.spanContext().spanId);
  expect(span?.attributes).toEqual({
    'token_refresher.name': 'api',
    'token_refresher.refresh.reason': 'first',
    'token_refresher.refresh.outcome': 'succeeded',
    'token_refresher.token.requests': 1,
  });
  expect(span?.duration).toEqual([0, 250_000_000]);
  expect(span?.status.code).toBe(0);
});

test('a refresh ahead of time is a trace of its own, linked to the operation', async () => {
  const clock = createTestClock();
  const { tracerProvider, meterProvider, spans } = sdk();
  const source = scriptedSource({ value: 'one', expiresAt: clock.now() + 3_600_000 }, 'two');
  const tokens = createTokenRefresher(source, { clock });
  observeTokens(tokens, { tracerProvider, meterProvider });
  await tokens.getToken();
  await clock.advance(3_599_000);
  const operation = tracerProvider.getTracer('app').startSpan('operation');
  await context.with(trace.setSpan(context.active(), operation), () => tokens.getToken());
  await clock.advance(0);
  const ahead = spans().find(({ attributes }) => attributes['token_refresher.refresh.reason'] === 'ahead');
  expect(ahead?.parentSpanContext).toBeUndefined();
  expect(ahead?.links.map((link) => link.context)).toEqual([operation.spanContext()]);
});

test('a failed refresh carries the advice of its error', async () => {
  const { tokens, spans } = observed([down()], {});
  await tokens.getToken().catch(() => {});
  const [span] = spans();
  expect(span?.status).toEqual({ code: 2, message: 'Ask the owner.' });
  expect(span?.attributes).toMatchObject({
    'error.type': 'invalid_client',
    'token_refresher.refresh.outcome': 'failed',
  });
  expect(span?.attributes).not.toHaveProperty('token_refresher.name');
  expect(span?.events[0]?.attributes).toMatchObject({
    'exception.type': 'invalid_client',
    'exception.message': 'Ask the owner.',
  });
});

test.each(['reset', 'close'] as const)('%s ends the span of a refresh that is under way', async (end) => {
  const { tokens, clock, spans, collected } = observed([() => new Promise(() => {})]);
  const waiting = tokens.getToken().catch(() => {});
  await clock.advance(100);
  tokens[end]();
  await waiting;
  const outcome = end === 'reset' ? 'reset' : 'closed';
  expect(spans().map(({ attributes, duration }) => [attributes['token_refresher.refresh.outcome'], duration])).toEqual([
    [outcome, [0, 100_000_000]],
  ]);
  expect(points((await collected())['token_refresher.refresh.duration'])).toEqual([
    [expect.objectContaining({ 'token_refresher.refresh.outcome': outcome }), expect.objectContaining({ sum: 0.1 })],
  ]);
});

test('after its end nothing is reported; what was open is closed', async () => {
  const { tokens, clock, stop, spans, collected } = observed([() => new Promise(() => {}), 'one']);
  const waiting = tokens.getToken().catch(() => {});
  await clock.advance(0);
  stop();
  expect(spans()).toHaveLength(1);
  tokens.reset();
  await waiting;
  await tokens.getToken();
  expect([spans().length, Object.keys(await collected())]).toEqual([1, []]);
});

test('no metric and no span holds a token', async () => {
  const { tokens, spans, collected } = observed(['ory_at_secret', 'ory_at_other']);
  await tokens.getToken();
  tokens.invalidate('ory_at_secret');
  await tokens.getToken();
  const said = JSON.stringify([await collected(), spans().map(({ attributes, events }) => [attributes, events])]);
  expect(said).toContain('invalidated');
  expect(said).not.toContain('ory_at_');
});

test('without an SDK it does nothing and breaks nothing', async () => {
  const tokens = createTokenRefresher(staticToken('token'));
  const stop = observeTokens(tokens);
  expect((await tokens.getToken()).value).toBe('token');
  stop();
});

test.each([
  [{ nam: 'api' }, 'observeTokens: option "nam" is not known; known are: name, meterProvider, tracerProvider.'],
  [{ name: '' }, 'observeTokens: option "name" must be a string that tells this refresher from others.'],
  [{ meterProvider: {} }, 'observeTokens: option "meterProvider" must have'],
  [{ tracerProvider: {} }, 'observeTokens: option "tracerProvider" must have a function getTracer'],
])('options that cannot be used are an error: %j', (options, message) => {
  expect(() => observeTokens(createTokenRefresher(staticToken('token')), options as ObserveTokensOptions)).toThrow(
    message,
  );
});

test('what is no refresher is an error', () => {
  expect(() => observeTokens({} as never)).toThrow('observeTokens');
});

test('metrics begin with the first event after the start of the SDK', async () => {
  const { meterProvider, collected } = sdk();
  const tokens = createTokenRefresher(staticToken('a'));
  observeTokens(tokens);
  metrics.setGlobalMeterProvider(meterProvider);
  onTestFinished(() => metrics.disable());
  await tokens.getToken();
  const { 'token_refresher.refresh.duration': duration, 'token_refresher.token.time_to_expiry': left } =
    await collected();
  expect(duration?.dataPoints).toHaveLength(1);
  expect(left?.dataPoints).toHaveLength(1);
  tokens.close();
});
