/** What is used of a client of `redis` (node-redis). */
export interface NodeRedisClient {
  get(key: string): Promise<unknown>;
  set(key: string, value: string, options: { PX: number; NX?: true }): Promise<unknown>;
  del(key: string): Promise<unknown>;
  pTTL(key: string): Promise<unknown>;
  pExpire(key: string, ms: number): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** What is used of a client of `ioredis`. */
export interface IoRedisClient {
  get(key: string): Promise<unknown>;
  set(key: string, value: string, unit: 'PX', ms: number): Promise<unknown>;
  set(key: string, value: string, unit: 'PX', ms: number, condition: 'NX'): Promise<unknown>;
  del(key: string): Promise<unknown>;
  pttl(key: string): Promise<unknown>;
  pexpire(key: string, ms: number): Promise<unknown>;
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
}

/** A client of `redis` or `ioredis`, as the application has it. */
export type RedisClient = NodeRedisClient | IoRedisClient;

/** The commands that are needed, the same for both clients. */
export interface RedisCommands {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ms: number): Promise<void>;
  /** `SET NX PX`: whether it was set. */
  setIfAbsent(key: string, value: string, ms: number): Promise<boolean>;
  del(key: string): Promise<void>;
  /** Milliseconds until the key expires; -1 without an expiry, -2 without the key. */
  timeToLive(key: string): Promise<number>;
  expire(key: string, ms: number): Promise<void>;
  /** Runs a script that returns 1 or 0. */
  run(script: string, key: string, args: readonly string[]): Promise<boolean>;
}

/** @throws TypeError when `redis` is not such a client. */
export function commandsOf(redis: RedisClient): RedisCommands {
  const common = ['get', 'set', 'del', 'eval'];
  if (has<NodeRedisClient>(redis, [...common, 'pTTL', 'pExpire'])) return nodeRedisCommands(redis);
  if (has<IoRedisClient>(redis, [...common, 'pttl', 'pexpire'])) return ioRedisCommands(redis);
  throw new TypeError('redisToken: redis must be a client of redis (createClient()) or of ioredis (new Redis()).');
}

function has<Client>(redis: unknown, methods: readonly string[]): redis is Client {
  const client = (redis ?? {}) as Readonly<Record<string, unknown>>;
  return methods.every((method) => typeof client[method] === 'function');
}

function nodeRedisCommands(redis: NodeRedisClient): RedisCommands {
  return {
    get: async (key) => toText(await redis.get(key)),
    set: async (key, value, PX) => void (await redis.set(key, value, { PX })),
    setIfAbsent: async (key, value, PX) => isOk(await redis.set(key, value, { PX, NX: true })),
    del: async (key) => void (await redis.del(key)),
    timeToLive: async (key) => Number(await redis.pTTL(key)),
    expire: async (key, ms) => void (await redis.pExpire(key, ms)),
    run: async (script, key, args) => Number(await redis.eval(script, { keys: [key], arguments: [...args] })) === 1,
  };
}

function ioRedisCommands(redis: IoRedisClient): RedisCommands {
  return {
    get: async (key) => toText(await redis.get(key)),
    set: async (key, value, ms) => void (await redis.set(key, value, 'PX', ms)),
    setIfAbsent: async (key, value, ms) => isOk(await redis.set(key, value, 'PX', ms, 'NX')),
    del: async (key) => void (await redis.del(key)),
    timeToLive: async (key) => Number(await redis.pttl(key)),
    expire: async (key, ms) => void (await redis.pexpire(key, ms)),
    run: async (script, key, args) => Number(await redis.eval(script, 1, key, ...args)) === 1,
  };
}

/** Clients can be set up to return bytes instead of texts. */
function toText(reply: unknown): string | undefined {
  if (reply instanceof Uint8Array) return new TextDecoder().decode(reply);
  return typeof reply === 'string' ? reply : undefined;
}

function isOk(reply: unknown): boolean {
  return toText(reply) === 'OK';
}
