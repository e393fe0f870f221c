import { gql, type TypedDocumentNode } from '@apollo/client';

interface Side {
  readonly Amount: string;
  readonly Currency: { readonly Symbol: string };
}

interface LatestTrades {
  readonly EVM: {
    readonly DEXTrades: readonly {
      readonly Block: { readonly Time: string };
      readonly Transaction: { readonly Hash: string };
      readonly Trade: { readonly Dex: { readonly ProtocolName: string }; readonly Buy: Side; readonly Sell: Side };
    }[];
  };
}

/** Asked by a Server Component. */
export const latestTrades: TypedDocumentNode<LatestTrades> = gql`
  query LatestTrades {
    EVM(dataset: combined, network: eth) {
      DEXTrades(limit: { count: 8 }, orderBy: { descending: Block_Time }) {
        Block {
          Time
        }
        Transaction {
          Hash
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

interface LatestBlocks {
  readonly EVM: {
    readonly Blocks: readonly { readonly Block: { readonly Number: string; readonly Time: string } }[];
  };
}

/** Asked by the page: the first time while the server renders it, then by the browser. */
export const latestBlocks: TypedDocumentNode<LatestBlocks> = gql`
  query LatestBlocks {
    EVM(dataset: combined, network: eth) {
      Blocks(limit: { count: 4 }, orderBy: { descending: Block_Number }) {
        Block {
          Number
          Time
        }
      }
    }
  }
`;
