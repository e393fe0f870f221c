import { request } from 'node:https';
import { Readable } from 'node:stream';
import { clientCredentials } from '@token-refresher/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuthorizationServer, startAuthorizationServer } from './authorization-server.ts';
import { type Certificate, makeCertificate, missingOpenssl } from './certificates.ts';

const { signal } = new AbortController();

describe.skipIf(missingOpenssl())('mutual TLS (RFC 8705)', () => {
  const ours = 'client.example.com';
  let server: AuthorizationServer;
  let own: Certificate;
  let client: Certificate;
  let stranger: Certificate;
  beforeAll(async () => {
    [own, client, stranger] = [makeCertificate('localhost'), makeCertificate(ours), makeCertificate(ours)];
    const token_endpoint_auth_method = 'tls_client_auth';
    server = await startAuthorizationServer(
      [{ client_id: 'tls', token_endpoint_auth_method, tls_client_auth_san_dns: ours }],
      { tls: { ...own, ca: client.cert } },
    );
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** A `fetch` that presents this certificate. */
  const presenting =
    (certificate: Certificate | undefined): typeof fetch =>
    (url, init) =>
      new Promise((resolve, reject) => {
        const { method = 'GET', headers } = init ?? {};
        const options = {
          method,
          headers: headers as Record<string, string>,
          ca: own.cert,
          agent: false,
          ...certificate,
        };
        const sent = request(String(url), options, (response) => {
          const body = Readable.toWeb(response) as ReadableStream;
          resolve(new Response(body, { status: response.statusCode ?? 0 }));
        });
        sent.on('error', reject).end(`${init?.body}`);
      });
  const source = (certificate?: Certificate) =>
    clientCredentials({
      tokenEndpoint: server.tokenEndpoint,
      clientId: 'tls',
      clientAuthentication: 'tls_client_auth',
      scope: 'api',
      fetch: presenting(certificate),
    });

  test('a client gets a token for its certificate, without a secret', async () => {
    expect(await source(client)({ signal })).toMatchObject({ value: expect.any(String), scope: 'api' });
  });

  test.each([
    ['another certificate for the same name', () => stranger],
    ['no certificate', () => undefined],
  ])('%s is denied permanently, with advice', async (_name, certificate) => {
    await expect(source(certificate())({ signal })).rejects.toMatchObject({
      code: 'invalid_client',
      permanent: true,
      message: expect.stringContaining('whether option "fetch" presents the certificate that is registered'),
    });
  });

  test('a server whose certificate nobody here knows: the error names NODE_EXTRA_CA_CERTS', async () => {
    const fetchToken = clientCredentials({
      tokenEndpoint: server.tokenEndpoint,
      clientId: 'tls',
      clientSecret: '9kQ~x2',
    });
    await expect(fetchToken({ signal })).rejects.toMatchObject({
      code: 'network_error',
      message: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
  });
});
