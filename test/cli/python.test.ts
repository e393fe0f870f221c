import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { localApi } from './local-api.ts';
import { startProxy } from './proxy-process.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/sharing.md', import.meta.url)), 'utf8');
const missing = pythonIsMissing();

/** Why it cannot run here; in CI a missing Python is a failure. */
function pythonIsMissing(): string | undefined {
  try {
    execFileSync('python3', ['--version']);
    return undefined;
  } catch {
    if (process.env.CI) throw new Error('python3 is not installed');
    return 'python3 is not installed';
  }
}

test.skipIf(missing)(
  `the Python script of docs/sharing.md gets its data through the proxy, also when the token was revoked${missing ? `, skipped because ${missing}` : ''}`,
  async () => {
    const script = /```python\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const api = await localApi();
    const proxy = await startProxy(api);
    const run = () => promisify(execFile)('python3', ['-c', script, proxy.url], { cwd: join(import.meta.dirname) });
    expect(JSON.parse((await run()).stdout)).toMatchObject({ data: { EVM: expect.anything() } });
    api.revokeAll();
    expect(JSON.parse((await run()).stdout)).toMatchObject({ data: { EVM: expect.anything() } });
    expect(api.tokenRequests).toHaveLength(2);
  },
);
