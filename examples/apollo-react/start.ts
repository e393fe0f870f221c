import { runPage } from '@token-refresher/example-live-page/server';

await runPage('Live trades with Apollo Client', import.meta.dirname);
