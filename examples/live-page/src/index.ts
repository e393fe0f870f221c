export { addTrades } from './add-trades.ts';
export type { ApiAddress } from './api-address.ts';
export { latestTrades, liveTrades, saveQuery } from './documents.ts';
export { LivePage, type LivePageProps } from './live-page.tsx';
export { showPage } from './show-page.tsx';
export { recordEvents, type TokenRecord } from './token-record.ts';
export type { SavedQueryData, Trade, TradesData, TradesVariables } from './trade.ts';
export { useWhenTokenComes } from './use-when-token-comes.ts';
