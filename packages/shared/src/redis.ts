import { type FetchToken, invalidOption } from '@token-refresher/core';
import { shareToken } from './algorithm/share-token.ts';
import { checkOptions, type SharedTokenOptions } from './algorithm/shared-token-options.ts';
import { commandsOf, type RedisClient } from './redis/redis-client.ts';
import { createRedisStore } from './redis/redis-store.ts';

export type { IoRedisClient, NodeRedisClient, RedisClient } from './redis/redis-client.ts';

/** Options of {@link redisToken}. */
export interface RedisTokenOptions extends SharedTokenOptions {
  /**
   * What the keys begin with; a hash of everything that makes the token what it is follows, as a hash tag. A Redis user
   * needs access to `prefix*`. Default: `token-refresher:`.
   */
  readonly prefix?: string | undefined;
}

/**
 * Keeps a token in Redis or Valkey, for the processes of many machines: they share one token, and one of them fetches at
 * a time.
 *
 * ```ts
 * const redis = await createClient({ url }).on('error', log).connect(); // or new Redis(url) of ioredis
 * const tokens = createTokenRefresher(redisToken(redis, clientCredentials({ … })));
 * ```
 *
 * The client stays the application's: it is neither connected nor closed here, and is used only when the token refresher
 * has no fresh token in memory. There are two keys, `…:token`, which expires with the token, and `…:lease`, set by
 * `SET NX PX` with a random owner and extended while its owner fetches. Reads must go to the primary. For a Redis user
 * who may not run scripts (`EVAL`), comparing and replacing are two commands: a process that stands still in between may
 * cost another token request.
 *
 * When Redis cannot be used, or does not answer for a second, the token is fetched without it and `onEvent` is told; a
 * source with `isRepeatable: false` is not asked, and `temporarily_unavailable` is thrown, because two processes might
 * present the same single-use refresh token. Otherwise it works as `sharedToken` of `@token-refresher/shared`, and throws what that throws.
 *
 * Give the returned function to one token refresher.
 *
 * @param redis A client, cluster or pool of `redis` (5 and later), or a client or cluster of `ioredis` (5 and later).
 * @param fetchToken Gets a new token, such as `clientCredentials({ … })` of `@token-refresher/server`. It is told which
 * token was rejected.
 * @throws TypeError when `redis` or an option cannot be used, or `name` is missing and `fetchToken` does not say whose
 * token it gets.
 */
export function redisToken(redis: RedisClient, fetchToken: FetchToken, options: RedisTokenOptions = {}): FetchToken {
  const commands = commandsOf(redis);
  const settings = checkOptions('redisToken', fetchToken, options, ['clock', 'prefix']);
  const { prefix = 'token-refresher:' } = options;
  if (typeof prefix !== 'string' || prefix === '' || /[{}]/.test(prefix)) {
    throw invalidOption('redisToken', 'prefix', 'must be a text without { and }');
  }
  return shareToken(createRedisStore(commands, prefix), fetchToken, settings);
}
