import { type Scene, scene } from './refresher-scene.ts';

/** A scene whose refresher has the token `t1`. */
export async function sceneWithToken(options?: Parameters<typeof scene>[0]): Promise<Scene> {
  const stage = scene(options);
  const first = stage.tokens.getToken();
  await stage.respond();
  await first;
  return stage;
}
