const trade = /* GraphQL */ `
  Block { Time }
  Transaction { Hash }
  Trade {
    Dex { ProtocolName }
    Buy { Amount Currency { Symbol } }
    Sell { Amount Currency { Symbol } }
  }
`;

/** Six trades, the latest first; variable `offset`. */
export const latestTrades: string = /* GraphQL */ `
  query LatestTrades($offset: Int!) {
    EVM(dataset: combined, network: eth) {
      DEXTrades(limit: { count: 6, offset: $offset }, orderBy: { descending: Block_Time }) { ${trade} }
    }
  }
`;

/** Each trade as it comes. */
export const liveTrades: string = /* GraphQL */ `
  subscription LiveTrades {
    EVM(network: eth) {
      DEXTrades { ${trade} }
    }
  }
`;

/** Bitquery's own API has no mutations; the stand-in has this one. */
export const saveQuery: string = /* GraphQL */ `
  mutation SaveQuery($name: String!) {
    saveQuery(name: $name) {
      id
      name
    }
  }
`;
