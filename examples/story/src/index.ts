export { latestTrades, type TradesData, tradeLines } from './latest-trades.ts';
export { type Connect, type Connection, tellStory } from './tell-story.ts';
export type { World } from './world.ts';
