import {
  type ApiRequest,
  type Fault,
  faults,
  type ReceivedRequest,
  type TestApi,
  type TestClock,
} from '@token-refresher/testing';
import { createTestApi, type Parts } from '../../../packages/testing/src/create-test-api.ts';
import { startHttpServer } from '../../../packages/testing/src/node/http-server.ts';
import { watchSockets } from '../driver/busy-sockets.ts';
import type { Random } from '../driver/random.ts';
import { apiFault, tokenFault, turns } from '../driver/storm-faults.ts';

/** The API of one storm, which counts what it does for whom. */
export interface StormApi extends TestApi {
  /** How often each operation was sent, by its id. */
  readonly sends: ReadonlyMap<string, number>;
  /** How often each operation was executed, by its id. */
  readonly executions: ReadonlyMap<string, number>;
  /** How often the token endpoint was asked. */
  readonly asked: number;
  /** Requests that have come and have not ended. */
  readonly openRequests: number;
  /** Those of them that will never be answered. */
  readonly hanging: number;
  /** Called with the id of an operation that will never be answered. */
  onHang: (id: string) => void;
  readonly openSockets: number;
  /** How many connections are in use, after those that only wait for a request have been closed. */
  busySockets(): Promise<number>;
  /** Ends all faults. */
  calm(): void;
  close(): Promise<void>;
}

/** The id that the operation carries in its variables. */
export const idIn = ({ operations: [operation] }: Pick<ApiRequest, 'operations'>): string =>
  String(operation?.variables?.id);

const endless = ['hang', 'hang in body'];

/** Starts an API that fails at random. Its tokens live for two minutes of `clock`. */
export async function startStormApi(random: Random, clock: TestClock, mayMutationsHang: boolean): Promise<StormApi> {
  const sends = new Map<string, number>();
  const executions = new Map<string, number>();
  const count = (counts: Map<string, number>, id: string) => counts.set(id, (counts.get(id) ?? 0) + 1);
  const open = { requests: 0, hanging: 0 };
  let asked = 0;
  const watch = (request: ReceivedRequest, fault: Fault | null) => {
    const hangs = fault !== null && endless.includes(fault.kind) ? 1 : 0;
    open.requests += 1;
    open.hanging += hangs;
    void request.finished.then(() => {
      open.requests -= 1;
      open.hanging -= hangs;
    });
    return fault;
  };

  let parts: Parts | undefined;
  const http = await startHttpServer(async (request, sent) => {
    if (parts === undefined) return Response.error();
    return request.url.endsWith('/oauth2/token')
      ? parts.respondToTokenRequest(request, sent)
      : parts.respondToApiRequest(request, sent);
  });
  parts = createTestApi(
    {
      clock,
      tokenLifetimeSeconds: 120,
      async respond(request) {
        const id = idIn(request);
        count(executions, id);
        await turns(Math.floor(random() * 6));
        return { data: { done: id } };
      },
    },
    { url: `${http.origin}/graphql`, tokenEndpoint: `${http.origin}/oauth2/token` },
  );
  const { api } = parts;

  let isCalm = false;
  api.tokenEndpointRespondsWith((request) => {
    asked += 1;
    return watch(request, isCalm ? null : tokenFault(random));
  });
  api.apiRespondsWith((request) => {
    const id = idIn(request as ApiRequest);
    count(sends, id);
    const fault = isCalm ? null : apiFault(random);
    const hangs = fault !== null && endless.includes(fault.kind);
    const isMutation = /\bmutation\b/.test(request.body);
    if (hangs && isMutation && !mayMutationsHang) return watch(request, faults.reset());
    if (hangs) storm.onHang(id);
    return watch(request, fault);
  });
  const storm: StormApi = {
    ...api,
    sends,
    executions,
    get asked() {
      return asked;
    },
    get openRequests() {
      return open.requests;
    },
    get hanging() {
      return open.hanging;
    },
    onHang: () => {},
    get openSockets() {
      return http.openSockets;
    },
    calm() {
      isCalm = true;
      api.refuseEverything(false);
    },
    busySockets: watchSockets(http.server),
    close: http.close,
  };
  return storm;
}
