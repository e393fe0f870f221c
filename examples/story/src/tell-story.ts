import { setTimeout as pause } from 'node:timers/promises';
import { type TokenRefresher, TokenRequestError } from '@token-refresher/core';
import { type TradesData, tradeLines } from './latest-trades.ts';
import { narrate } from './narrator.ts';
import { openWorld, type World } from './world.ts';

/** A client at work. */
export interface Connection {
  readonly tokens: TokenRefresher;
  /** Sends `latestTrades`. */
  readonly ask: () => Promise<TradesData>;
}

/** Makes a client for the API; this is the part that an application has. */
export type Connect = (world: World) => Connection;

const say = (line = '') => console.log(line);

/** Runs a client through the life of a token and tells what happens. Exits with 1, and one line, when it cannot. */
export async function tellStory(
  clientName: string,
  connect: Connect,
  open: () => Promise<World> = () => openWorld(process.env),
): Promise<void> {
  const world = await open();
  try {
    await play(clientName, world, connect(world));
  } catch (error) {
    console.error(oneLine(error));
    process.exitCode = 1;
  } finally {
    await world.close();
  }
}

async function play(clientName: string, world: World, { tokens, ask }: Connection): Promise<void> {
  const tally = narrate(tokens, (line) => say(`   ${line}`));
  let asked = 0;
  const askTimes = async (times: number) => {
    asked += times;
    return Promise.all(Array.from({ length: times }, ask));
  };

  say(`${clientName}, talking to ${world.name}`);
  say('\n1. The latest trades. The client needs a token, so it waits for one.');
  const [trades] = await askTimes(1);
  for (const line of trades ? tradeLines(trades) : []) say(`   ${line}`);

  say('\n2. Five more queries at once, with the token at hand.');
  const before = tally().tokens;
  await askTimes(5);
  say(`   5 responses, ${tally().tokens - before} tokens fetched`);

  if (world.ownApi) await playWithOwnApi(world.ownApi, askTimes, tally);
  else await playByHand(tokens, askTimes);

  const { tokens: fetched, retries } = tally();
  say(`\nIn all: ${asked} queries answered, ${retries} of them sent twice, ${fetched} tokens fetched.`);
  if (world.ownApi) {
    const { graphql, refused, token } = world.ownApi.requests();
    say(`The API's own log: ${graphql} requests, ${refused} of them refused, ${token} token requests.`);
  }
  say();
  tokens.close();
}

async function playWithOwnApi(
  api: NonNullable<World['ownApi']>,
  askTimes: (times: number) => Promise<unknown>,
  tally: () => { tokens: number },
): Promise<void> {
  say('\n3. The API ends the token, and gives out tokens that live 2 seconds. A query every 100 ms, for 5 seconds.');
  api.giveShortTokens();
  for (let query = 0; query < 50; query++) {
    await askTimes(1);
    await pause(100);
  }
  say('   50 responses');

  say('\n4. The API revokes every token. Then twenty queries at once: all are refused, one token is fetched for all.');
  api.revokeAllTokens();
  const before = tally().tokens;
  await askTimes(20);
  say(`   20 responses, ${tally().tokens - before} token fetched`);
}

async function playByHand(tokens: TokenRefresher, askTimes: (times: number) => Promise<unknown>): Promise<void> {
  say('\n3. The token is dropped by hand, as after an upgrade of the plan. The next query gets a new one.');
  const token = tokens.peek();
  if (token) tokens.invalidate(token.value);
  await askTimes(1);
  say('   1 response');
}

/** The token error, wherever the client has put it, or the first line of what else went wrong. */
function oneLine(error: unknown): string {
  for (
    let inner = error;
    inner instanceof Error;
    inner = inner.cause ?? (inner as { networkError?: unknown }).networkError
  ) {
    if (TokenRequestError.is(inner)) return `No access token: ${inner.message}`;
  }
  return String(error).split('\n')[0]?.slice(0, 300) ?? '';
}
