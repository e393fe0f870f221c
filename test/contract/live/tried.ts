import type { LocalApi } from '@token-refresher/test-support';
import type { LiveRow } from './live-client.ts';

/** The tokens that the API was shown, one for each try. */
export function tried(api: LocalApi, { transport }: LiveRow): (string | undefined)[] {
  if (transport === 'HTTP') return api.graphqlRequests.map(({ token }) => token);
  return (
    api.live.connects
      // Node's own WebSocket asks twice when an upgrade is answered 401.
      .filter(({ token }, index, { [index - 1]: last }) => last?.reason === undefined || last.token !== token)
      .map(({ token }) => token)
  );
}
