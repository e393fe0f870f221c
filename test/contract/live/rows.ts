import type { LiveRow } from './live-client.ts';
import { httpRows } from './rows/http.ts';
import { webSocketRows } from './rows/websocket.ts';

/** Every way to subscribe. */
export const rows: readonly LiveRow[] = [...webSocketRows, ...httpRows];
