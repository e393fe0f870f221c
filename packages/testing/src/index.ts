export * from './portable.ts';
export { type RunningTestApi, startTestApi } from './start-test-api.ts';
