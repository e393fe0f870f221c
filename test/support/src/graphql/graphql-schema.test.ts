import { expect, test } from 'vitest';
import { localApi, query } from '../testing/local-api.ts';

const latestTrades = `query LatestTrades($token: String, $since: Comparable) {
  EVM(dataset: combined, network: eth) {
    DEXTrades(
      limit: {count: 5}
      orderBy: {descending: Block_Time}
      where: {Trade: {Buy: {Currency: {SmartContract: {is: $token}}}}, Block: {Time: {since: $since}}}
    ) {
      Block { Time Number }
      Transaction { Hash From To }
      Trade {
        Buy { Amount Price Currency { Name Symbol SmartContract } Buyer }
        Sell { Amount Currency { Name Symbol SmartContract } }
        Dex { ProtocolName ProtocolFamily ProtocolVersion SmartContract }
      }
    }
    Blocks(limit: {count: 3}) { Block { Number Time } }
  }
}`;

test('a documented Bitquery query runs as it is: filtered, sorted, cut, the same in every run', async () => {
  const api = await localApi();
  const token = '0xDAC17F958D2ee523a2206206994597C13D831ec7';
  const ask = async () =>
    (await query(api, { query: latestTrades, variables: { token, since: '2024-01-13T00:01:00Z' } })).json();
  const { data, errors } = await ask();
  expect(errors).toBeUndefined();
  const trades: { Block: { Time: string }; Trade: { Buy: { Currency: { Symbol: string } } } }[] = data.EVM.DEXTrades;
  expect(trades).toHaveLength(5);
  expect(trades.map(({ Trade }) => Trade.Buy.Currency.Symbol)).toEqual(Array(5).fill('USDT'));
  const times = trades.map(({ Block }) => Block.Time);
  expect(times).toEqual([...times].sort().reverse());
  expect(data.EVM.Blocks).toHaveLength(3);
  expect((await ask()).data).toEqual(data);
  expect(api.executions.EVM).toBe(2);
});

test('Solana trades run too', async () => {
  const api = await localApi();
  const response = await query(
    api,
    `{ Solana(dataset: realtime, network: solana) {
      DEXTrades(limit: {count: 2}, where: {Trade: {Buy: {Amount: {gt: "0"}}, Dex: {ProtocolName: {in: ["raydium_amm"]}}}}) {
        Block { Slot Time }
        Transaction { Signature }
        Trade { Buy { Amount Account { Address } Currency { Symbol MintAddress } } Dex { ProtocolFamily } }
      }
    } }`,
  );
  const { data, errors } = await response.json();
  expect(errors).toBeUndefined();
  expect(data.Solana.DEXTrades).toHaveLength(2);
});

test('a field that is denied says Unauthorized beside the data of the others', async () => {
  const api = await localApi();
  expect(await (await query(api, '{ viewer denied }')).json()).toMatchObject({
    data: { viewer: 'viewer', denied: null },
    errors: [{ message: 'Unauthorized', path: ['denied'] }],
  });
});

test.each(['{ deniedNonNull }', 'mutation { denyNonNull }'])('%s leaves no data at all', async (text) => {
  const api = await localApi();
  const response = await query(api, text);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ data: null, errors: [{ message: 'Unauthorized' }] });
});

test('executed mutations are counted, denied ones too', async () => {
  const api = await localApi();
  const { data } = await (await query(api, 'mutation { saveQuery(name: "mine") { id name } count }')).json();
  expect(data).toEqual({ saveQuery: { id: 'saved-1', name: 'mine' }, count: 1 });
  await query(api, 'mutation { deny(name: "x") }');
  expect(api.executions).toMatchObject({ saveQuery: 1, count: 1, deny: 1, viewer: 0 });
});

test('responses can be slow until released, and big', async () => {
  const api = await localApi();
  const slow = query(api, '{ slow }');
  await api.slowField.waitFor(1);
  api.slowField.release();
  expect(await (await slow).json()).toEqual({ data: { slow: 'slow' } });
  const { data } = await (await query(api, '{ big(bytes: 100000) }')).json();
  expect(data.big).toHaveLength(100_000);
});
