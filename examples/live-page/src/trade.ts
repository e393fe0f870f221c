interface Side {
  readonly Amount: string;
  readonly Currency: { readonly Symbol: string };
}

/** One trade, as both documents ask for it. */
export interface Trade {
  readonly Block: { readonly Time: string };
  readonly Transaction: { readonly Hash: string };
  readonly Trade: { readonly Dex: { readonly ProtocolName: string }; readonly Buy: Side; readonly Sell: Side };
}

/** What `LatestTrades` and `LiveTrades` give. */
export interface TradesData {
  readonly EVM: { readonly DEXTrades: readonly Trade[] };
}

/** What `LatestTrades` takes. */
export interface TradesVariables {
  readonly offset: number;
}

/** What `SaveQuery` gives. */
export interface SavedQueryData {
  readonly saveQuery: { readonly id: string; readonly name: string };
}
