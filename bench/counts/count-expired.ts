import { misbehave } from '@token-refresher/test-support';
import type { Contestant } from './contestant.ts';
import { type Counts, inScene, succeeded } from './scene.ts';

/** All calls at once, with a token whose time is over. One token request is enough. */
export function countExpired(
  contestant: Contestant,
  { calls, tokenRequestMs }: { calls: number; tokenRequestMs: number },
): Promise<Counts> {
  return inScene(contestant, async ({ api, client, call }) => {
    await call();
    api.expireAll();
    client.expire();
    api.resetLog();
    if (tokenRequestMs > 0) api.tokenEndpointRespondsWith(misbehave.delay(tokenRequestMs));
    return { succeeded: await succeeded(Array.from({ length: calls }, call)) };
  });
}
