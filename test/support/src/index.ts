export {
  type ClientAuthentication,
  createGate,
  createTestClock as createFakeClock,
  type Fault as Behaviour,
  type FaultChoice as BehaviourChoice,
  type FixedResponse,
  faults as misbehave,
  type Gate,
  type Operation,
  type ReceivedRequest,
  type RefusalName,
  type RefusalShape,
  refusalNames,
  refusalShapes,
  type TestClock as FakeClock,
  type TestTimer as FakeTimer,
  type TokenEndpointRequest,
  type TokenProblem,
} from '@token-refresher/testing';
export type { Executions } from './graphql/executions.ts';
export type { ConnectStage, LiveApi, LiveBehaviour, LiveConnect } from './live/live-api.ts';
export type { LocalApi, LocalApiOptions } from './local-api.ts';
export { startLocalApi } from './start-local-api.ts';
export { type Stranger, startStranger } from './stranger.ts';
export { refusalBody } from './testing-inside.ts';
