import type { TokenStore } from '../token-store.ts';
import type { RedisCommands } from './redis-client.ts';

/** Replaces a value if it is what was expected; nothing, or anything but a text, counts as absent. */
const replaceScript = `
local current = redis.pcall('get', KEYS[1])
if type(current) ~= 'string' then current = '' end
if current ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

/** Takes a lease that never ends by itself, or not within its time: no process of ours has set it. */
const takeForeignScript = `
local left = redis.call('pttl', KEYS[1])
if left >= 0 and left <= tonumber(ARGV[2]) then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

const extendScript = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('pexpire', KEYS[1], ARGV[2])`;

const releaseScript = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('del', KEYS[1])`;

/** Tokens in Redis: `<prefix>{<key>}:token` and `:lease`, in the same slot of a cluster. */
export function createRedisStore(commands: RedisCommands, prefix: string): TokenStore {
  const tokenOf = (key: string) => `${prefix}{${key}}:token`;
  const leaseOf = (key: string) => `${prefix}{${key}}:lease`;
  let mayRunScripts = true;

  /** Runs a script, or, for a user who may not, the same as single commands. */
  const run = async (
    script: string,
    key: string,
    args: readonly string[],
    commandByCommand: () => Promise<boolean>,
  ) => {
    if (mayRunScripts) {
      try {
        return await commands.run(script, key, args);
      } catch (error) {
        if (!isForbidden(error)) throw error;
        mayRunScripts = false;
      }
    }
    return commandByCommand();
  };

  const read = async (key: string) => {
    try {
      return (await commands.get(key)) || undefined;
    } catch (error) {
      // Something foreign is under the key, and is replaced.
      if (isError(error, 'WRONGTYPE')) return undefined;
      throw error;
    }
  };
  const owns = async (lease: string, owner: string) => (await read(lease)) === owner;

  return {
    read: (key) => read(tokenOf(key)),
    replace(key, expected, text, keepMs) {
      const token = tokenOf(key);
      return run(replaceScript, token, [expected ?? '', text, `${keepMs}`], async () => {
        if ((await read(token)) !== expected) return false;
        await commands.set(token, text, keepMs);
        return true;
      });
    },
    async acquire(key, owner, leaseMs) {
      const lease = leaseOf(key);
      if (await commands.setIfAbsent(lease, owner, leaseMs)) return true;
      return run(takeForeignScript, lease, [owner, `${leaseMs}`], async () => {
        const left = await commands.timeToLive(lease);
        if (left >= 0 && left <= leaseMs) return false;
        await commands.del(lease);
        return commands.setIfAbsent(lease, owner, leaseMs);
      });
    },
    extend(key, owner, leaseMs) {
      const lease = leaseOf(key);
      return run(extendScript, lease, [owner, `${leaseMs}`], async () => {
        if (!(await owns(lease, owner))) return false;
        await commands.expire(lease, leaseMs);
        return true;
      });
    },
    async release(key, owner) {
      const lease = leaseOf(key);
      await run(releaseScript, lease, [owner], async () => {
        if (await owns(lease, owner)) await commands.del(lease);
        return true;
      });
    },
  };
}

/** Whether this user, or this server, runs no scripts. */
function isForbidden(error: unknown): boolean {
  return (
    isError(error, 'NOPERM') ||
    (error instanceof Error && /unknown command|can't run this command/i.test(error.message))
  );
}

function isError(error: unknown, word: string): boolean {
  return error instanceof Error && error.message.startsWith(word);
}
