import { runPage } from '@token-refresher/example-live-page/server';

await runPage('Live trades with urql', import.meta.dirname);
