import type { Contestant } from './contestant.ts';
import { type Counts, inScene, type Scene } from './scene.ts';

/** Calls one after the other to an API that refuses every token. */
export function countAlwaysRefused(contestant: Contestant, { calls }: { calls: number }): Promise<Counts> {
  return inScene(contestant, (scene) => {
    scene.api.refuseEverything(true);
    return oneAfterTheOther(scene, calls);
  });
}

/** Calls one after the other by an application that does not exist any more: the token endpoint says `invalid_client`. */
export function countInvalidClient(contestant: Contestant, { calls }: { calls: number }): Promise<Counts> {
  return inScene(contestant, (scene) => {
    scene.api.deleteApplication();
    return oneAfterTheOther(scene, calls);
  });
}

async function oneAfterTheOther({ api, call }: Scene, calls: number): Promise<Omit<Counts, 'tokenRequests'>> {
  let succeeded = 0;
  let maxSends = 0;
  for (let made = 0; made < calls; made++) {
    const sentBefore = api.graphqlRequests.length;
    if (await call()) succeeded++;
    maxSends = Math.max(maxSends, api.graphqlRequests.length - sentBefore);
  }
  return { succeeded, maxSends };
}
