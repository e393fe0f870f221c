export { createMswApi, type MswApi, type MswApiOptions, type MswHttp } from './create-msw-api.ts';
export * from './portable.ts';
