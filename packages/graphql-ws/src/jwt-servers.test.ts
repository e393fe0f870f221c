import { describe, expect, test } from 'vitest';
import { open, places, runtimes } from './testing/live.ts';
import { clientOf } from './testing/scripted-client.ts';
import { acknowledging, type Connect, type Script, startScriptedServer } from './testing/scripted-server.ts';

const event = { data: { EVM: { DEXTrades: [{ Transaction: { Hash: 'h' } }] } } };
const serve: Script = acknowledging(({ type, id }, connect) => {
  if (type === 'subscribe') connect.say({ type: 'next', id, payload: event });
});

/** Refuses the first connect, at its `connection_init`. */
const refusingOnce =
  (refuse: (connect: Connect) => void): Script =>
  (message, connect, index) => {
    if (index === 0) refuse(connect);
    else serve(message, connect, index);
  };

const refusals: Record<string, (connect: Connect) => void> = {
  'close 4400 "Could not verify JWT: JWTExpired"': (connect) => connect.close(4400, 'Could not verify JWT: JWTExpired'),
  'close 4400 "…connection_init failed with : Could not verify JWT: JWSError"': (connect) =>
    connect.close(4400, 'cannot start as connection_init failed with : Could not verify JWT: JWSError'),
  'connection_error with a text': (connect) =>
    connect.say({ type: 'connection_error', payload: 'Could not verify JWT: JWTExpired' }),
  'connection_error with a message, and a close': (connect) => {
    connect.say({ type: 'connection_error', payload: { message: 'Prohibited connection!', data: { a: 1 } } });
    connect.close(1011, 'Prohibited');
  },
};

/** What Hasura 1, subscriptions-transport-ws and its users say about a token. */
const aboutTokens = [
  'Could not verify JWT: JWTExpired',
  'cannot start as connection_init failed with : Could not verify JWT: JWSError JWSInvalidSignature',
  'Malformed Authorization header',
  'Missing Authorization header in JWT authentication mode',
  'invalid x-hasura-admin-secret/x-hasura-access-key',
  'x-hasura-admin-secret/x-hasura-access-key required, but not found',
  'Authentication hook unauthorized this request',
  'Prohibited connection!',
  'Missing auth token!',
  'invalid access_token',
  'You are not logged in.',
  'Invalid credentials',
  'Forbidden',
];

const aboutSomethingElse = [
  undefined,
  {},
  '',
  'Too many connections',
  'Too many requests for this token',
  'rate limit exceeded for this API key',
  'connection quota of the token reached',
  'Authentication hook timed out',
  'database is not available',
  'Unexpected token < in JSON at position 0',
  'Connection initialisation timeout',
  'no such author',
  { message: 'Internal server error' },
];

const combinations = runtimes.flatMap((runtime) => places.map((place) => ({ ...runtime, place })));

describe.each(combinations)('$runtime, token in $place', ({ webSocketImpl, place }) => {
  test.each(Object.entries(refusals))('%s is repaired by one more connect', async (_, refuse) => {
    const server = await startScriptedServer(refusingOnce(refuse));
    const { client, fetched } = await clientOf(server, { webSocketImpl, place, retryAttempts: 0 });
    const stream = open(client);
    await stream.received(1);
    expect(fetched()).toBe(2);
    expect(server.connects).toHaveLength(2);
  });

  test.each(Object.entries(refusals))('%s for ever ends the subscription', async (_, refuse) => {
    const server = await startScriptedServer((_message, connect) => refuse(connect));
    const { client } = await clientOf(server, { webSocketImpl, place });
    expect(await open(client).ended).toMatchObject({ code: 4401 });
    expect(server.connects).toHaveLength(2);
  });
});

test.each(aboutTokens)('connection_error "%s" is about the token', async (payload) => {
  const server = await startScriptedServer(
    refusingOnce((connect) => connect.say({ type: 'connection_error', payload })),
  );
  const { client, fetched } = await clientOf(server, { retryAttempts: 0 });
  const first = open(client);
  await Promise.race([first.received(1), first.ended]);
  expect(first.results).toEqual([event]);
  expect(fetched()).toBe(2);
});

test.each(aboutSomethingElse)('connection_error %j costs no token, and graphql-ws tries again', async (payload) => {
  const server = await startScriptedServer(
    refusingOnce((connect) => connect.say({ type: 'connection_error', payload })),
  );
  const { client, fetched } = await clientOf(server, { retryAttempts: 1 });
  const stream = open(client);
  await Promise.race([stream.received(1), stream.ended]);
  expect(stream.results).toEqual([event]);
  expect(fetched()).toBe(1);
  expect(server.connects.map(({ token }) => token)).toEqual(['t1', 't1']);
});

test('what a server says about the connection reaches the user without the token', async () => {
  const server = await startScriptedServer((_message, connect) => {
    const payload = connect.token === 't1' ? 'token expired' : `bad token ${connect.token}`;
    connect.say({ type: 'connection_error', payload });
  });
  const fetchToken = async ({ rejected }: { rejected?: string | undefined }) => ({ value: rejected ? 'canary' : 't1' });
  const { client } = await clientOf(server, { fetchToken });
  const error = await open(client).ended;
  expect(error).toMatchObject({ message: expect.stringMatching(/The API refused the connection: \[redacted\]$/) });
});

describe.each(runtimes)('a running stream, $runtime', ({ webSocketImpl }) => {
  const refusalsOfStreams: Record<string, (connect: Connect, id: string) => void> = {
    'close 4400 "…JWTExpired"': (connect) => connect.close(4400, 'Could not verify JWT: JWTExpired'),
    'any close that as a whole says "Unauthorized"': (connect) => connect.close(1008, 'Unauthorized'),
    'next without data': (connect, id) =>
      connect.say({ type: 'next', id, payload: { errors: [{ message: 'Unauthorized' }] } }),
    'next with an authentication code': (connect, id) => {
      const errors = [{ message: 'Could not verify JWT: JWTExpired', extensions: { code: 'invalid-jwt' } }];
      connect.say({ type: 'next', id, payload: { data: null, errors } });
      connect.say({ type: 'complete', id });
    },
    error: (connect, id) =>
      connect.say({ type: 'error', id, payload: [{ message: 'x', extensions: { code: 'UNAUTHENTICATED' } }] }),
  };

  test.each(Object.entries(refusalsOfStreams))('refused by %s goes on over a new socket', async (_, refuse) => {
    const server = await startScriptedServer(serve);
    const { client, fetched } = await clientOf(server, { webSocketImpl, retryAttempts: 0 });
    const streams = [open(client), open(client)];
    await Promise.all(streams.map((stream) => stream.received(1)));
    const [first] = server.connects;
    const { id = '' } = first?.messages.find(({ type }) => type === 'subscribe') ?? {};
    if (first) refuse(first, id);
    await Promise.all(streams.map((stream) => stream.received(2)));
    for (const { results } of streams) expect(results).toEqual([event, event]);
    expect(fetched()).toBe(2);
    expect(server.connects.map(({ token }) => token)).toEqual(['t1', 't2']);
  });

  test('refused again right after, its user is told', async () => {
    const errors = [{ message: 'Unauthorized' }];
    const server = await startScriptedServer(
      acknowledging(({ type, id }, connect, index) => {
        if (type !== 'subscribe') return;
        if (index === 0) connect.say({ type: 'next', id, payload: event });
        connect.say({ type: 'error', id, payload: errors });
      }),
    );
    const { client, fetched } = await clientOf(server, { webSocketImpl });
    const stream = open(client);
    expect(await stream.ended).toEqual(errors);
    expect(stream.results).toEqual([event]);
    expect(fetched()).toBe(2);
    expect(server.connects).toHaveLength(2);
  });

  test('errors that say something else are passed on', async () => {
    const server = await startScriptedServer(serve);
    const { client, fetched } = await clientOf(server, { webSocketImpl });
    const stream = open(client);
    await stream.received(1);
    const [connect] = server.connects;
    const id = connect?.messages[1]?.id;
    const partial = { data: { a: 1 }, errors: [{ message: 'Unauthorized', path: ['b'] }] };
    const other = { errors: [{ message: 'You may not read this.' }] };
    for (const payload of [partial, other]) connect?.say({ type: 'next', id, payload });
    connect?.say({ type: 'error', id, payload: other.errors });
    expect(await stream.ended).toEqual(other.errors);
    expect(stream.results).toEqual([event, partial, other]);
    expect(fetched()).toBe(1);
  });

  test('a query of which a part was delivered is not sent again', async () => {
    const server = await startScriptedServer(
      acknowledging(({ type, id }, connect) => {
        if (type !== 'subscribe') return;
        connect.say({ type: 'next', id, payload: { data: { a: 1 }, hasNext: true } });
        connect.say({ type: 'error', id, payload: [{ message: 'Unauthorized' }] });
      }),
    );
    const { client, fetched } = await clientOf(server, { webSocketImpl });
    expect(await open(client, '{ a ... @defer { b } }').ended).toEqual([{ message: 'Unauthorized' }]);
    expect(fetched()).toBe(1);
  });
});
