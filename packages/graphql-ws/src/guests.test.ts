import { TokenRequestError } from '@token-refresher/core';
import { describe, expect, test } from 'vitest';
import { open, places, runtimes } from './testing/live.ts';
import { clientOf } from './testing/scripted-client.ts';
import { acknowledging, type Script, startScriptedServer } from './testing/scripted-server.ts';

const event = { data: { EVM: { DEXTrades: [{ Transaction: { Hash: 'h' } }] } } };
const serve: Script = acknowledging(({ type, id }, connect) => {
  if (type === 'subscribe') connect.say({ type: 'next', id, payload: event });
});
const combinations = runtimes.flatMap((runtime) => places.map((place) => ({ ...runtime, place })));

/** A source of somebody's tokens, who is not signed in at first. */
function session() {
  let user: string | undefined;
  return {
    fetchToken: async () => {
      if (user) return { value: user };
      throw new TokenRequestError('Nobody is signed in.', { code: 'signed_out', permanent: true });
    },
    signIn(name: string | undefined) {
      user = name;
    },
  };
}

describe.each(combinations)('$runtime, token in $place', ({ webSocketImpl, place }) => {
  const tokenOf = ({ token, messages }: { token: string | undefined; messages: { payload?: object }[] }) =>
    place === 'url'
      ? token
      : (messages[0]?.payload as { Authorization?: string } | undefined)?.Authorization?.replace('Bearer ', '');

  test('signing in, out, and in again as somebody else, with one client', async () => {
    const { fetchToken, signIn } = session();
    const server = await startScriptedServer(serve);
    const { client, tokens, reconnect } = await clientOf(server, {
      webSocketImpl,
      place,
      fetchToken,
      retryAttempts: 0,
    });
    const stream = open(client);
    await stream.received(1);
    let events = 1;
    for (const name of ['ada', undefined, 'bob']) {
      signIn(name);
      tokens.reset();
      await reconnect();
      await stream.received(++events);
    }
    expect(server.connects.map(tokenOf)).toEqual([undefined, 'ada', undefined, 'bob']);
  });

  test('a guest that is refused is asked for once more, and then told', async () => {
    const { fetchToken } = session();
    const server = await startScriptedServer((_message, connect) => connect.close(4401, 'Unauthorized'));
    const { client, fetched } = await clientOf(server, { webSocketImpl, place, fetchToken });
    expect(await open(client).ended).toMatchObject({
      code: 4401,
      message: expect.stringMatching(/^The API wants a token, and nobody is signed in\./),
    });
    expect(fetched()).toBe(2);
    expect(server.connects).toHaveLength(1);
  });

  test('a guest that is refused again and again is told at once, and the source asked once more altogether', async () => {
    const { fetchToken } = session();
    const server = await startScriptedServer((_message, connect) => connect.close(4403, 'Forbidden'));
    const { client, fetched } = await clientOf(server, { webSocketImpl, place, fetchToken });
    for (let round = 1; round <= 7; round++) {
      expect(await open(client).ended).toMatchObject({ code: 4401 });
      expect(server.connects).toHaveLength(round);
    }
    expect(fetched()).toBe(2);
  });

  test('who has signed in meanwhile is noticed at the refusal', async () => {
    const { fetchToken, signIn } = session();
    const server = await startScriptedServer((message, connect, index) => {
      if (index === 0) connect.close(4403, 'Forbidden');
      else serve(message, connect, index);
    });
    const { client, tokens } = await clientOf(server, { webSocketImpl, place, fetchToken, retryAttempts: 0 });
    await tokens.getToken().catch(() => {});
    signIn('ada');
    const stream = open(client);
    await stream.received(1);
    expect(server.connects.map(tokenOf)).toEqual([undefined, 'ada']);
  });

  test('an operation of a guest that is refused goes on over a new socket when somebody has signed in', async () => {
    const { fetchToken, signIn } = session();
    const server = await startScriptedServer(
      acknowledging(({ type, id }, connect, index) => {
        if (type !== 'subscribe') return;
        if (index === 0) connect.say({ type: 'error', id, payload: [{ message: 'Unauthorized' }] });
        else connect.say({ type: 'next', id, payload: event });
      }),
    );
    const { client, tokens } = await clientOf(server, { webSocketImpl, place, fetchToken, retryAttempts: 0 });
    await tokens.getToken().catch(() => {});
    signIn('ada');
    const stream = open(client);
    await stream.received(1);
    expect(server.connects.map(tokenOf)).toEqual([undefined, 'ada']);
  });
});
