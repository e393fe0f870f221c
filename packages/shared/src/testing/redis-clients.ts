import { Redis as IoRedis } from 'ioredis';
import { Redis as IoRedis5 } from 'ioredis-5';
import { createClient } from 'redis';
import { createClient as createClient5 } from 'redis-5';
import type { RedisClient } from '../redis/redis-client.ts';

/** A client as an application makes it, and what ends it. */
export interface ConnectedClient {
  readonly client: RedisClient;
  end(): void;
}

export interface LoginOptions {
  readonly username?: string;
  readonly password?: string;
}

async function connectNodeRedis(create: typeof createClient | typeof createClient5, path: string, login: LoginOptions) {
  const client = (create as typeof createClient)({ socket: { path, reconnectStrategy: 50 }, ...login });
  client.on('error', () => {});
  await client.connect();
  return { client, end: () => client.destroy() };
}

async function connectIoRedis(Client: typeof IoRedis | typeof IoRedis5, path: string, login: LoginOptions) {
  const client = new (Client as typeof IoRedis)({ path, ...login, retryStrategy: () => 50 });
  client.on('error', () => {});
  return { client, end: () => client.disconnect() };
}

/** Both clients, in their present and their previous major version. */
export const redisClients: Record<string, (path: string, login?: LoginOptions) => Promise<ConnectedClient>> = {
  'redis 6': (path, login = {}) => connectNodeRedis(createClient, path, login),
  'redis 5': (path, login = {}) => connectNodeRedis(createClient5, path, login),
  'ioredis 6': (path, login = {}) => connectIoRedis(IoRedis, path, login),
  'ioredis 5': (path, login = {}) => connectIoRedis(IoRedis5, path, login),
};
