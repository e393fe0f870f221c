import { expect, onTestFinished, test } from 'vitest';
import { clientCredentials } from '../grants/client-credentials.ts';
import { type ScriptedResponse, startLocalEndpoint } from '../testing/local-endpoint.ts';

const signal = new AbortController().signal;
const entra = `AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '0f5c3f2c-7a86-4bd6-8a2e-6a1ad4b30c00'.\r\nTrace ID: 93c7a0b0-5d1c-4ac8-9d62-7d6a9d0fd2ab\r\nCorrelation ID: 4a1f3bd2-19a5-4f0a-8f43-0d3f1f6f3c11\r\nTimestamp: 2026-11-28 05:15:17Z`;

/** Error bodies as these servers and gateways send them for a wrong secret, or a missing client. */
const shapes: Record<string, { response: ScriptedResponse; code: string; words?: string[] }> = {
  'Entra ID': {
    response: { status: 401, json: { error: 'invalid_client', error_description: entra, error_codes: [7000215] } },
    code: 'invalid_client',
    words: [
      'AADSTS7000215',
      'Trace ID: 93c7a0b0-5d1c-4ac8-9d62-7d6a9d0fd2ab Correlation ID: 4a1f3bd2-19a5-4f0a-8f43-0d3f1f6f3c11 Timestamp',
    ],
  },
  'a gateway that leaves the description blank': {
    response: { status: 400, json: { error: 'invalid_request', error_description: ' ', message: 'No such tenant' } },
    code: 'invalid_request',
    words: ['No such tenant'],
  },
  'Entra ID, at length, with the ids in fields of their own, too': {
    response: {
      status: 400,
      json: {
        error: 'unauthorized_client',
        error_description: entra.replace('. Ensure', `. ${'Ensure that it is right. '.repeat(30)}Ensure`),
        trace_id: '93c7a0b0-5d1c-4ac8-9d62-7d6a9d0fd2ab',
        correlation_id: '4a1f3bd2-19a5-4f0a-8f43-0d3f1f6f3c11',
      },
    },
    code: 'unauthorized_client',
    words: [
      'AADSTS7000215: Invalid client secret provided. Ensure that it is right.',
      '…Trace ID: 93c7a0b0-5d1c-4ac8-9d62-7d6a9d0fd2ab Correlation ID: 4a1f3bd2-19a5-4f0a-8f43-0d3f1f6f3c11 Timestamp: 2026-11-28 05:15:17Z\n',
    ],
  },
  'Entra ID, with the ids in fields only': {
    response: {
      status: 400,
      json: {
        error: 'invalid_request',
        error_description: 'AADSTS900144: The request body must contain a parameter.',
        trace_id: '93c7a0b0-5d1c-4ac8-9d62-7d6a9d0fd2ab',
        correlation_id: '4a1f3bd2-19a5-4f0a-8f43-0d3f1f6f3c11',
      },
    },
    code: 'invalid_request',
    words: [
      'a parameter. trace_id: 93c7a0b0-5d1c-4ac8-9d62-7d6a9d0fd2ab correlation_id: 4a1f3bd2-19a5-4f0a-8f43-0d3f1f6f3c11\n',
    ],
  },
  'an id and no words': {
    response: { status: 401, json: { error: 'invalid_client', requestId: 'a1-b2' } },
    code: 'invalid_client',
    words: ['The server says: requestId: a1-b2\n'],
  },
  'ids that are none': {
    response: {
      status: 401,
      json: {
        error: 'invalid_client',
        errorId: 'Ab3_-'.repeat(8),
        traceId: 'id with spaces',
        requestId: '9kQ~x2',
        correlationId: 7,
        id: 'a',
      },
    },
    code: 'invalid_client',
  },
  Twitch: {
    response: { status: 403, json: { status: 403, message: 'invalid client secret' } },
    code: 'invalid_client',
    words: ['The server says: invalid client secret'],
  },
  'Twitch, an unknown client': {
    response: { status: 400, json: { status: 400, message: 'invalid client' } },
    code: 'invalid_client',
    words: ['The server says: invalid client'],
  },
  Reddit: {
    response: { status: 401, json: { message: 'Unauthorized', error: 401 } },
    code: 'invalid_client',
    words: ['The server says: Unauthorized'],
  },
  Apigee: {
    response: { status: 401, json: { ErrorCode: 'invalid_client', Error: 'ClientId is Invalid' } },
    code: 'invalid_client',
    words: ['The server says: ClientId is Invalid'],
  },
  'Apigee, a fault': {
    response: {
      status: 401,
      json: {
        fault: {
          faultstring: 'Invalid client identifier {0}',
          detail: { errorcode: 'oauth.v2.InvalidClientIdentifier' },
        },
      },
    },
    code: 'invalid_client',
    words: ['The server says: Invalid client identifier {0}'],
  },
  Okta: {
    response: {
      status: 401,
      json: {
        errorCode: 'invalid_client',
        errorSummary: "Invalid value for 'client_id' parameter.",
        errorLink: 'invalid_client',
        errorId: 'oae1',
        errorCauses: [],
      },
    },
    code: 'invalid_client',
    words: ["The server says: Invalid value for 'client_id' parameter. errorId: oae1"],
  },
  'the AWS gateway': {
    response: { status: 403, json: { message: 'Forbidden' } },
    code: 'unexpected_response',
    words: ['"tokenEndpoint"', 'The server says: Forbidden'],
  },
  MuleSoft: {
    response: { status: 401, json: { error: 'Authentication denied.' } },
    code: 'invalid_client',
    words: ['The server says: Authentication denied.'],
  },
  'an error object': {
    response: { status: 400, json: { error: { message: 'Invalid client_secret', code: 101 } } },
    code: 'invalid_client',
    words: ['The server says: Invalid client_secret'],
  },
  'a problem (RFC 9457)': {
    response: { status: 403, json: { type: 'about:blank', title: 'Forbidden', detail: 'This account is closed.' } },
    code: 'unexpected_response',
    words: ['The server says: This account is closed.'],
  },
  'a plain text': {
    response: { status: 400, text: 'Bad tenant' },
    code: 'unexpected_response',
    words: ['The server says: Bad tenant'],
  },
  'a bare 401': { response: { status: 401, text: '' }, code: 'invalid_client' },
  'an HTML page': { response: { status: 401, text: '<html>Sign in</html>' }, code: 'invalid_client' },
};

test.each(Object.entries(shapes))(
  '%s: the error is permanent, and quotes what the server says',
  async (_name, { response, code, words }) => {
    const endpoint = await startLocalEndpoint(response);
    onTestFinished(() => endpoint[Symbol.asyncDispose]());
    const fetchToken = clientCredentials({ tokenEndpoint: endpoint.url, clientId: 'id', clientSecret: '9kQ~x2' });
    const error = await fetchToken({ signal }).catch((reason: Error) => reason);
    expect(error).toMatchObject({ code, permanent: true });
    const { message } = error as Error;
    if (code === 'invalid_client') expect(message).toContain('"clientSecret"');
    for (const each of words ?? []) expect(`${message}\n`).toContain(each);
    if (!words) expect(message).not.toContain('The server says');
  },
);

/** What is quoted of such a description. */
async function quoted(error_description: string): Promise<string> {
  const endpoint = await startLocalEndpoint({ status: 400, json: { error: 'invalid_request', error_description } });
  onTestFinished(() => endpoint[Symbol.asyncDispose]());
  const fetchToken = clientCredentials({ tokenEndpoint: endpoint.url, clientId: 'id', clientSecret: 'opensesame' });
  const error: Error = await fetchToken({ signal }).then(
    () => expect.fail('a token was given out'),
    (reason) => reason,
  );
  return error.message.split('The server says: ')[1] ?? '';
}

test('a long text is quoted with its beginning and its end, in 500 characters', async () => {
  const text = await quoted(`First. ${'word '.repeat(200)}Last.`);
  expect(text).toMatch(/^First\. (?:word )+word…word (?:word )+Last\.$/);
  expect(text.length).toBeLessThanOrEqual(500);
  expect(text.length).toBeGreaterThan(480);
  const exact = `${'word '.repeat(99)}last.`;
  expect(await quoted(exact)).toBe(exact);
});

test.each(Array.from({ length: 40 }, (_, more) => more))(
  'of a token where a text is cut, nothing is left (%i letters before it)',
  async (more) => {
    const token = `Zq${'Z9q_-'.repeat(7)}`;
    const filler = (length: number) => 'a '.repeat(length).slice(0, length);
    const atStart = await quoted(`${filler(300 + more)} ${token} ${filler(400)}`);
    const atEnd = await quoted(`${filler(600)} ${token} ${filler(120 + more)}`);
    for (const text of [atStart, atEnd]) expect(text).not.toMatch(/z9q/i);
  },
);

test('a secret behind the beginning of a text does not show in its end', async () => {
  expect(await quoted(`${'word '.repeat(200)}The secret opensesame is wrong`)).not.toMatch(/opense|nsesam|sesame/);
});

test('a long text without spaces, in a language that has none, is cut between its signs', async () => {
  const text = await quoted(`${'\u8a8d\u8a3c'.repeat(300)}\u{20000}`);
  expect(text).toMatch(/^[\u8a8d\u8a3c]{339}…[\u8a8d\u8a3c]{158}\u{20000}$/u);
});
