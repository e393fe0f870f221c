import { type LocalApi, startLocalApi } from '@token-refresher/test-support';
import { onTestFinished } from 'vitest';

/** An API that closes when the test ends. */
export async function localApi(): Promise<LocalApi> {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  return api;
}
