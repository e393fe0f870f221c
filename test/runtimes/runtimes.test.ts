import { expect, inject, onTestFinished, test } from 'vitest';
import { rows } from './play.ts';
import { locateOrSkip } from './runtimes.ts';
import { openStage } from './stage.ts';

const { consumer } = inject('published');
const response = '200 {"data":{"echo":"here"}}';

/** What the script is told. */
const outcome = {
  'first token': [response],
  'fresh token': [response, true, true],
  revoked: response,
  'late rejection': [response, response],
  'graphql-request': { echo: 'here' },
  'refused for ever': '401 Unauthorized',
  'abort while waiting': ['I have no time', false, true],
  'abort by the last one who waits': ['Nor have I', false],
  'wrong secret': ['invalid_client', true, true, 'invalid_client'],
  close: ['closed', true],
};

/** What the API sees of it. */
const seen = {
  'first token': { tokenRequests: 1, graphqlRequests: 20, refused: 0 },
  'fresh token': { tokenRequests: 0, graphqlRequests: 1, refused: 0 },
  revoked: { tokenRequests: 1, graphqlRequests: 2, refused: 1 },
  'late rejection': { tokenRequests: 1, graphqlRequests: 4, refused: 2 },
  'graphql-request': { tokenRequests: 1, graphqlRequests: 2, refused: 1 },
  'refused for ever': { tokenRequests: 1, graphqlRequests: 2, refused: 2 },
  'refused for ever, another operation': { tokenRequests: 1, graphqlRequests: 2, refused: 2 },
  'abort while waiting': { tokenRequests: 1, graphqlRequests: 0, refused: 0 },
  'abort by the last one who waits': { tokenRequests: 1, graphqlRequests: 0, refused: 0 },
  'wrong secret': { tokenRequests: 1, graphqlRequests: 0, refused: 0 },
  close: { tokenRequests: 0, graphqlRequests: 0, refused: 0 },
};

test.for(rows)(
  '$runtime.name keeps every promise, ends by itself and shows no secret',
  async (row, { skip, signal }) => {
    const program = await locateOrSkip(row.runtime, skip);
    const stage = await openStage();
    onTestFinished(() => stage.close());

    const { report, complaints } = await row.play({ program, consumer, signal }, stage.settings);

    expect(complaints).toBe('');
    expect(report.runtime).toMatch(row.runtime.userAgent);
    expect(report.outcome).toEqual(outcome);
    expect(report.refusalStatus).toBe(401);
    expect(stage.seen()).toEqual(seen);
    expect(report.shown.length).toBeGreaterThan(40);
    for (const secret of [stage.api.clientSecret, 'wr0ng-secret', ...stage.api.issuedTokens]) {
      for (const form of [secret, encodeURIComponent(secret)]) {
        expect(report.shown.filter((text) => text.includes(form))).toEqual([]);
      }
    }
  },
);
