export * from './portable.ts';
export { type RunningTestApi, type StartTestApiOptions, startTestApi } from './start-test-api.ts';
