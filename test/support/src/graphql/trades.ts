import { createHash } from 'node:crypto';

const firstBlock = 19_000_000;
const firstTime = Date.UTC(2024, 0, 13);
const evmCurrencies = [
  { Name: 'Wrapped Ether', Symbol: 'WETH', SmartContract: '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2', Decimals: 18 },
  { Name: 'Tether USD', Symbol: 'USDT', SmartContract: '0xdac17f958d2ee523a2206206994597c13d831ec7', Decimals: 6 },
  { Name: 'USD Coin', Symbol: 'USDC', SmartContract: '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48', Decimals: 6 },
  { Name: 'Pepe', Symbol: 'PEPE', SmartContract: '0x6982508145454ce325ddbe47a25d4ec3d2311933', Decimals: 18 },
] as const;
const evmDexes = [
  { ProtocolName: 'uniswap_v3', ProtocolFamily: 'Uniswap', ProtocolVersion: '3' },
  { ProtocolName: 'uniswap_v2', ProtocolFamily: 'Uniswap', ProtocolVersion: '2' },
] as const;
const solanaCurrencies = [
  { Name: 'Wrapped Solana', Symbol: 'WSOL', MintAddress: 'So11111111111111111111111111111111111111112' },
  { Name: 'USD Coin', Symbol: 'USDC', MintAddress: 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v' },
] as const;

/** Blocks of an EVM network, oldest first: the same rows in every run. */
export function evmBlocks(count = 100) {
  return Array.from({ length: count }, (_, index) => ({ Block: evmBlock(index) }));
}

/** How many trades of an EVM network there are at first; a query finds so many, the latest. */
export const evmTradesAtFirst = 200;

/** The latest trades of one EVM network, oldest first: the same rows in every run. */
export function evmTrades(network: string, published: number) {
  return Array.from({ length: evmTradesAtFirst }, (_, index) => evmTrade(network, published + index));
}

const known = new Map<string, EvmTrade>();
const maxKnown = 1_000;

type EvmTrade = ReturnType<typeof makeEvmTrade>;

/** One of them. Most queries find the same ones, and making them takes longer than all else that is done for a query. */
export function evmTrade(network: string, index: number): EvmTrade {
  const key = `${network}/${index}`;
  const trade = known.get(key) ?? makeEvmTrade(network, index);
  if (known.size >= maxKnown) known.clear();
  known.set(key, trade);
  return trade;
}

function makeEvmTrade(network: string, index: number) {
  const seed = `${network}/${index}`;
  const bought = pick(evmCurrencies, index);
  const sold = pick(evmCurrencies, index + 1);
  const buyer = `0x${digest(`${seed}/buyer`, 40)}`;
  const seller = `0x${digest(`${seed}/seller`, 40)}`;
  return {
    Block: evmBlock(Math.floor(index / 2)),
    Transaction: { Hash: `0x${digest(seed, 64)}`, From: buyer, To: seller },
    Trade: {
      Buy: { ...amounts(`${seed}/buy`), Buyer: buyer, Seller: seller, Currency: bought },
      Sell: { ...amounts(`${seed}/sell`), Buyer: seller, Seller: buyer, Currency: sold },
      Dex: { ...pick(evmDexes, index), SmartContract: `0x${digest(`${bought.Symbol}/${sold.Symbol}`, 40)}` },
    },
  };
}

/** Trades on Solana, oldest first: the same rows in every run. */
export function solanaTrades(count = 200) {
  return Array.from({ length: count }, (_, index) => {
    const seed = `solana/${index}`;
    const side = (name: string, offset: number) => ({
      ...amounts(`${seed}/${name}`),
      Account: { Address: digest(`${seed}/${name}/account`, 44) },
      Currency: pick(solanaCurrencies, index + offset),
    });
    return {
      Block: { ...times(index), Slot: String(240_000_000 + index) },
      Transaction: { Signature: digest(seed, 64), Signer: digest(`${seed}/signer`, 44) },
      Trade: {
        Buy: side('buy', 0),
        Sell: side('sell', 1),
        Dex: {
          ProtocolName: 'raydium_amm',
          ProtocolFamily: 'Raydium',
          ProgramAddress: '675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8',
        },
      },
    };
  });
}

function evmBlock(index: number) {
  return { ...times(index), Number: String(firstBlock + index) };
}

function times(index: number) {
  const time = new Date(firstTime + index * 12_000).toISOString().replace('.000Z', 'Z');
  return { Time: time, Date: time.slice(0, 10) };
}

function amounts(seed: string) {
  const price = Number.parseInt(digest(`${seed}/price`, 5), 16) / 1000;
  const amount = Number.parseInt(digest(seed, 6), 16) / 1000;
  return { Amount: amount.toFixed(6), AmountInUSD: (amount * price).toFixed(2), Price: price, PriceInUSD: price };
}

function pick<Item>(items: readonly Item[], index: number): Item {
  return items[index % items.length] as Item;
}

function digest(seed: string, length: number): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, length);
}
