/** A small piece of Bitquery's V2 schema, wide enough for its documented queries, and fields made for tests. */
export const typeDefinitions = /* GraphQL */ `
  "Bitquery takes decimals and times in filters as text and as numbers."
  scalar Comparable
  scalar File

  enum dataset_arg_enum { archive combined realtime }
  enum evm_network { eth bsc base arbitrum optimism matic opbnb tron }
  enum solana_network { solana }
  enum Sort { Block_Time Block_Number Block_Slot Trade_Buy_Amount Trade_Sell_Amount Trade_Buy_Price }

  input LimitInput { count: Int offset: Int }
  input OrderInput { ascending: Sort descending: Sort descendingByField: String ascendingByField: String }
  input StringFilter { is: String not: String in: [String!] notIn: [String!] includes: String includesCaseInsensitive: String startsWith: String }
  input NumberFilter { eq: Comparable ne: Comparable gt: Comparable ge: Comparable lt: Comparable le: Comparable }
  input TimeFilter { is: Comparable since: Comparable till: Comparable after: Comparable before: Comparable }
  input BlockFilter { Time: TimeFilter Date: TimeFilter Number: NumberFilter Slot: NumberFilter }
  input TransactionFilter { Hash: StringFilter From: StringFilter To: StringFilter Signature: StringFilter }
  input CurrencyFilter { Name: StringFilter Symbol: StringFilter SmartContract: StringFilter MintAddress: StringFilter }
  input AccountFilter { Address: StringFilter }
  input SideFilter { Amount: NumberFilter AmountInUSD: NumberFilter Price: NumberFilter Buyer: StringFilter Seller: StringFilter Account: AccountFilter Currency: CurrencyFilter }
  input DexFilter { ProtocolName: StringFilter ProtocolFamily: StringFilter SmartContract: StringFilter ProgramAddress: StringFilter }
  input TradeFilter { Buy: SideFilter Sell: SideFilter Dex: DexFilter }
  input Filter { Block: BlockFilter Transaction: TransactionFilter Trade: TradeFilter }

  type Query {
    EVM(dataset: dataset_arg_enum, network: evm_network): EVM
    Solana(dataset: dataset_arg_enum, network: solana_network): Solana
    echo(text: String!): String
    viewer: String
    "Always an error that says Unauthorized."
    denied: String
    deniedNonNull: String!
    "Waits at the API's slowField gate."
    slow: String
    "So many bytes of text."
    big(bytes: Int!): String
  }

  type Mutation {
    saveQuery(name: String!): SavedQuery
    "Always an error that says Unauthorized, after it was executed."
    deny(name: String): String
    denyNonNull: String!
    "How often it was executed."
    count: Int
    "The size of a file sent as the GraphQL multipart request specification says."
    upload(file: File!): Int
  }

  type Subscription {
    "Each published trade, as it comes."
    EVM(network: evm_network): EVM
    "Always an error that says Unauthorized."
    denied: String
  }

  type SavedQuery { id: ID! name: String! }

  type EVM {
    DEXTrades(limit: LimitInput, orderBy: OrderInput, where: Filter): [EVMTrade!]
    Blocks(limit: LimitInput, orderBy: OrderInput, where: Filter): [BlockRow!]
  }
  type EVMTrade { Block: Block! Transaction: EVMTransaction! Trade: EVMSides! }
  type BlockRow { Block: Block! }
  type Block { Time: String! Date: String! Number: String! }
  type EVMTransaction { Hash: String! From: String! To: String! }
  type EVMSides { Buy: EVMSide! Sell: EVMSide! Dex: Dex! }
  type EVMSide { Amount: String! AmountInUSD: String! Price: Float! PriceInUSD: Float! Buyer: String! Seller: String! Currency: Currency! }
  type Currency { Name: String! Symbol: String! SmartContract: String! Decimals: Int! }
  type Dex { ProtocolName: String! ProtocolFamily: String! ProtocolVersion: String! SmartContract: String! }

  type Solana {
    DEXTrades(limit: LimitInput, orderBy: OrderInput, where: Filter): [SolanaTrade!]
  }
  type SolanaTrade { Block: SolanaBlock! Transaction: SolanaTransaction! Trade: SolanaSides! }
  type SolanaBlock { Time: String! Date: String! Slot: String! }
  type SolanaTransaction { Signature: String! Signer: String! }
  type SolanaSides { Buy: SolanaSide! Sell: SolanaSide! Dex: SolanaDex! }
  type SolanaSide { Amount: String! AmountInUSD: String! Price: Float! Account: SolanaAccount! Currency: SolanaCurrency! }
  type SolanaAccount { Address: String! }
  type SolanaCurrency { Name: String! Symbol: String! MintAddress: String! }
  type SolanaDex { ProtocolName: String! ProtocolFamily: String! ProgramAddress: String! }
`;
