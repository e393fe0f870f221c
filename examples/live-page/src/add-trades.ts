import type { Trade, TradesData } from './trade.ts';

const most = 6;

/** The trades that came last, the newest first. */
export function addTrades(before: readonly Trade[], { EVM }: TradesData): readonly Trade[] {
  return [...[...EVM.DEXTrades].reverse(), ...before].slice(0, most);
}
