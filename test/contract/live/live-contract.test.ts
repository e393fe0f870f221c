import { describe } from 'vitest';
import { connecting } from './connecting.ts';
import { reconnecting } from './reconnecting.ts';
import { rows } from './rows.ts';

describe.each([...rows])('$name', (row) => {
  connecting(row);
  if (row.transport === 'WebSocket') reconnecting(row);
});
