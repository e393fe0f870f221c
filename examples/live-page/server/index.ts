export { type Backend, openBackend } from './backend.ts';
export { runPage } from './run-page.ts';
export { type PageHandler, type Site, startSite } from './site.ts';
