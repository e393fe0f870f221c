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

interface Side {
  readonly Amount: string;
  readonly Currency: { readonly Symbol: string };
}

/** What {@link liveTrades} gives with each event. */
export type TradesData = {
  readonly EVM: {
    readonly DEXTrades: readonly {
      readonly Block: { readonly Time: string };
      readonly Trade: { readonly Dex: { readonly ProtocolName: string }; readonly Buy: Side; readonly Sell: Side };
    }[];
  };
};

/** One line for each trade. */
export function tradeLines({ EVM }: TradesData): string[] {
  const side = ({ Amount, Currency }: Side) => `${Number(Amount).toLocaleString('en-US')} ${Currency.Symbol}`;
  return EVM.DEXTrades.map(
    ({ Block, Trade }) => `${Block.Time}  ${side(Trade.Buy)} for ${side(Trade.Sell)} on ${Trade.Dex.ProtocolName}`,
  );
}
