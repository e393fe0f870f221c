import { createGate } from '@token-refresher/test-support';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { rows } from '../contract/rows.ts';
import { can, setStage } from '../contract/stage.ts';
import { imitateReactNative, OwnUrl } from './react-native.ts';

beforeAll(imitateReactNative);

/** Apollo Client is tried in test/apollo-peers. */
const others = [...rows].filter(({ name }) => !name.startsWith('Apollo'));

describe.each(others)('with what React Native has, $name', (row) => {
  test('operations go out with a token, and once more with a new one', async () => {
    const { api, client } = await setStage(row);
    expect(await client.query('{ viewer }')).toEqual({ viewer: 'viewer' });
    api.revokeAll();
    expect(await client.query('{ viewer }')).toEqual({ viewer: 'viewer' });
    expect(api.issuedTokens).toHaveLength(2);
  });

  test('without a polyfill of URL nothing is sent, and the error names one', async () => {
    const { api, client } = await setStage(row);
    const whole = URL;
    vi.stubGlobal('URL', OwnUrl);
    const failed = await client.query('{ viewer }').catch((error: unknown) => error);
    vi.stubGlobal('URL', whole);
    expect(String(failed)).toContain('react-native-url-polyfill');
    expect([api.graphqlRequests, api.issuedTokens]).toEqual([[], []]);
  });

  test.runIf(can(row, 'abort'))('a caller that aborts while a token is awaited sends nothing', async () => {
    const gate = createGate();
    const { api, client } = await setStage(row, {
      fetchToken: (issuer) => async () => {
        await gate.pass();
        return { value: issuer.issueToken() };
      },
    });
    const leaving = new AbortController();
    const left = client.query('{ viewer }', { signal: leaving.signal });
    left.catch(() => {});
    await gate.waitFor(1);
    leaving.abort();
    await expect(left).rejects.toThrow();
    gate.release();
    expect(await client.query('{ viewer }')).toEqual({ viewer: 'viewer' });
    expect(api.graphqlRequests).toHaveLength(1);
  });
});
