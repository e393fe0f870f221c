/** A subscription as Bitquery documents it. */
export const liveTrades = /* GraphQL */ `
  subscription LiveTrades {
    EVM(network: eth) {
      DEXTrades {
        Block {
          Time
        }
        Trade {
          Dex {
            ProtocolName
          }
          Buy {
            Amount
            Currency {
              Symbol
            }
          }
          Sell {
            Amount
            Currency {
              Symbol
            }
          }
        }
      }
    }
  }
`;
