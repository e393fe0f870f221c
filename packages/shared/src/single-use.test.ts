import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTokenRefresher, type FetchToken, startAttempt, TokenRequestError } from '@token-refresher/core';
import { createGate } from '@token-refresher/test-support';
import { createFakeClock } from '@token-refresher/test-support/fake-clock';
import { afterAll, expect, test } from 'vitest';
import { fileToken } from './file.ts';
import { sharedToken } from './shared-token.ts';
import { createMemoryStore } from './testing/memory-store.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

/** An authorization server whose refresh tokens are good once; presenting one again ends the session (RFC 9700 4.14.2). */
function createSession(lifeMs = 3_600_000, now = Date.now) {
  const session = { current: 'r1', presented: [] as string[], isRevoked: false, access: '' };
  const present = async (refreshToken: string) => {
    session.presented.push(refreshToken);
    await new Promise((resolve) => setImmediate(resolve));
    if (session.isRevoked || refreshToken !== session.current) {
      session.isRevoked = true;
      throw new TokenRequestError('reuse', { code: 'invalid_grant', permanent: true });
    }
    session.current = `r${session.presented.length + 1}`;
    session.access = `a${session.presented.length}`;
    return { refreshToken: session.current, value: session.access, expiresAt: now() + lifeMs };
  };
  return { session, present };
}

test('twenty processes over one file: each refresh token is presented once, also after rejections', async () => {
  const { session, present } = createSession();
  const saved = join(folder, 'refresh-token');
  await writeFile(saved, 'r1');
  const fetchToken: FetchToken = async () => {
    const { refreshToken, ...token } = await present(await readFile(saved, 'utf8'));
    await writeFile(saved, refreshToken);
    return token;
  };
  const processes = Array.from({ length: 20 }, () =>
    createTokenRefresher(fileToken(join(folder, 'token.json'), fetchToken, { name: 'user 7' })),
  );
  for (let round = 0; round < 4; round++) {
    const tokens = await Promise.all(
      processes.map(async (process) => {
        const attempt = startAttempt(process);
        const token = attempt.cachedToken() ?? (await attempt.getToken());
        const replaced = round === 0 ? token : await attempt.retry({ status: 401 });
        await attempt.retry({ status: 200, body: { data: {} } });
        return replaced;
      }),
    );
    expect(tokens).toEqual(Array(20).fill(session.access));
  }
  expect(session.presented).toEqual(['r1', 'r2', 'r3', 'r4']);
  expect(session.isRevoked).toBe(false);
});

test('a process that dies before it presents, or after it has saved, costs no refresh token', async () => {
  const clock = createFakeClock();
  const { session, present } = createSession(3_600_000, clock.now);
  const store = createMemoryStore(clock);
  let saved = 'r1';
  const dead = createGate();
  const source =
    (diesAt?: 'present' | 'save'): FetchToken =>
    async () => {
      if (diesAt === 'present') await dead.pass();
      const { refreshToken, ...token } = await present(saved);
      saved = refreshToken;
      if (diesAt === 'save') await dead.pass();
      return token;
    };
  const { signal } = new AbortController();
  const start = (diesAt?: 'present' | 'save') => {
    const mine = { ...store };
    const asked = sharedToken(mine, source(diesAt), { name: 'user 7', clock })({ signal });
    // A dead process does nothing any more.
    if (diesAt) mine.extend = () => new Promise(() => {});
    return asked;
  };
  for (const diesAt of ['present', 'save'] as const) {
    store.texts.clear();
    void start(diesAt);
    while (store.leases.size === 0) await clock.advance(0);
    const others = [start(), start(), start()];
    let areDone = false;
    const all = Promise.all(others).finally(() => {
      areDone = true;
    });
    while (!areDone) await clock.advance(250);
    const tokens = await all;
    expect(tokens.map(({ value }) => value)).toEqual(Array(3).fill(session.access));
    store.leases.clear();
  }
  expect(session.presented).toEqual(['r1', 'r2', 'r3']);
  expect(session.isRevoked).toBe(false);
});
