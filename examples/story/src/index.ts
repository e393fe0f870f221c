export { latestTrades, type TradesData } from './latest-trades.ts';
export { type Connect, type Connection, tellStory } from './tell-story.ts';
export type { World } from './world.ts';
