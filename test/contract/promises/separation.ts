import { expect, test } from 'vitest';
import type { ContractRow } from '../contract-client.ts';
import { setStage } from '../stage.ts';

/** Two identities in one program never meet. */
export function separation(row: ContractRow): void {
  test('two refreshers side by side: each API sees its own tokens only', async () => {
    const stages = [await setStage(row), await setStage(row)];
    for (let round = 0; round < 3; round++) {
      await Promise.all(stages.flatMap(({ client }) => [client.query('{ viewer }'), client.query('{ viewer }')]));
      stages[round % 2]?.api.revokeAll();
    }
    for (const { api } of stages) {
      expect(api.graphqlRequests.every(({ token = '' }) => api.issuedTokens.includes(token))).toBe(true);
      expect(api.issuedTokens).toHaveLength(2);
    }
  });

  test('what happens to one of them does not touch the other', async () => {
    const [one, other] = [await setStage(row), await setStage(row)];
    await Promise.all([one.client.query('{ viewer }'), other.client.query('{ viewer }')]);
    one.tokens.close();
    await expect(one.client.query('{ viewer }')).rejects.toThrow();
    expect(await other.client.query('{ viewer }')).toEqual({ viewer: 'viewer' });
    expect(other.api.issuedTokens).toHaveLength(1);
  });
}
