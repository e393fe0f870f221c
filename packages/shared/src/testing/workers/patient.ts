import type { StoreTimes } from '../../store-access/store-access.ts';

/** For counts that a machine which lets processes stand still for seconds must not change. */
export const patient: StoreTimes = { limitMs: 50_000, firstLimitMs: 50_000, leaseMs: 50_000 };
