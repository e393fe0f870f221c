// The entry for Node, Bun and Deno: plays the scenes and prints one line of JSON. It must end by itself.
import process from 'node:process';
import { inspect } from 'node:util';
import { clientCredentials } from '@token-refresher/server';
import { smoke } from './smoke.mjs';

const settings = JSON.parse(process.argv[2]);
const { credentials } = settings;
const report = await smoke({
  settings,
  fetchToken: clientCredentials({ ...credentials, scope: 'api' }),
  fetchTokenWithWrongSecret: clientCredentials({ ...credentials, clientSecret: 'wr0ng-secret', scope: 'api' }),
  inspect: (object) => inspect(object, { depth: 10, showHidden: true }),
});
const runtime = globalThis.navigator?.userAgent ?? `Node.js/${process.versions.node}`;
process.stdout.write(`${JSON.stringify({ runtime, ...report })}\n`);
