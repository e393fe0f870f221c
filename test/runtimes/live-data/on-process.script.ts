// The entry for Node, Bun and Deno. Node 20 has no WebSocket of its own.
import { inspect } from 'node:util';
import { WebSocket as WsWebSocket } from 'ws';
import { play } from './runtimes.script.ts';

const [control = '', url = '', place = ''] = process.argv.slice(2);
const show = (value: unknown) => inspect(value, { depth: 10, showHidden: true });
const webSocketImpl = globalThis.WebSocket ?? WsWebSocket;
const report = await play(control, url, place as 'url', show, webSocketImpl);
process.stdout.write(JSON.stringify(report));
