export { createTestClock as createFakeClock, type TestClock as FakeClock } from '@token-refresher/testing';
