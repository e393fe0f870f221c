import { type AuthorizedFetch, createAuthorizedFetch } from '@token-refresher/core';
import type { ContractClient, ContractRow, OperationOptions } from '../contract-client.ts';

/** The core's own `fetch`, for whoever has no GraphQL client. */
export const authorizedFetch: readonly ContractRow[] = [
  {
    name: 'createAuthorizedFetch',
    cannot: [],
    blindTo: [],
    create: ({ url, tokens, fetch, headers }) =>
      clientOf(createAuthorizedFetch(tokens, { fetch, origins: 'any' }), url, headers),
    createPlain: ({ url, token }) => clientOf(fetch, url, { authorization: `Bearer ${token}` }),
    tokenErrorIn: (caught) => caught,
    statusOfResponse: (response) => (response as Response).status,
  },
];

function clientOf(send: AuthorizedFetch, url: string, headers: Readonly<Record<string, string>> = {}): ContractClient {
  const post = async (body: unknown, options: OperationOptions) => {
    const own = new Headers({ 'content-type': 'application/json', ...headers });
    for (const [name, value] of Object.entries(options.headers ?? {})) own.append(name, value);
    const response = await send(url, {
      tokenRefresh: options.tokenRefresh,
      method: 'POST',
      headers: own,
      body: JSON.stringify(body),
      signal: options.signal ?? null,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${text}`);
    return JSON.parse(text) as { data?: unknown; errors?: unknown };
  };
  const operate: ContractClient['query'] = async (query, options = {}) =>
    dataOf(await post(payload(query, options), options));
  return {
    query: operate,
    mutate: operate,
    batch: async (documents, options = {}) => {
      const responses: unknown = await post(
        documents.map((query) => payload(query, options)),
        options,
      );
      return (Array.isArray(responses) ? responses : [responses]).map(dataOf);
    },
    dispose: () => {},
  };
}

function payload(query: string, { variables }: OperationOptions) {
  return { query, ...(variables && { variables }) };
}

function dataOf(response: { data?: unknown; errors?: unknown }): unknown {
  if (response.errors || !response.data) throw new Error(`Answered: ${JSON.stringify(response)}`);
  return response.data;
}
