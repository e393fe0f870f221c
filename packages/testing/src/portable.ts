export type { ApiRequest } from './endpoints/api-endpoint.ts';
export type { Operation } from './endpoints/operations.ts';
export type { TokenEndpointRequest } from './endpoints/token-endpoint.ts';
export type { Fault, FaultChoice } from './faults/fault.ts';
export { faults } from './faults/faults.ts';
export { createGate, type Gate } from './gate.ts';
export type { FixedResponse } from './messages/fixed-response.ts';
export type { ReceivedRequest } from './messages/received-request.ts';
export {
  type Refusal,
  type RefusalName,
  type RefusalShape,
  refusalNames,
  refusalShapes,
} from './messages/refusal-shapes.ts';
export { type ScriptedSource, type ScriptedStep, scriptedSource } from './scripted-source.ts';
export type { TestApi, TestApiOptions } from './test-api.ts';
export { createTestClock, type TestClock, type TestTimer } from './test-clock.ts';
export type { TokenProblem } from './tokens/api-tokens.ts';
export type { ClientAuthentication } from './tokens/authenticate-client.ts';
