export { type Backend, openBackend } from './backend.ts';
export { runPage } from './run-page.ts';
export { type PageHandler, type Site, type SiteOptions, startSite } from './site.ts';
export { openStandIn, type StandIn } from './stand-in.ts';
