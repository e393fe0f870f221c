import type { Client } from '@urql/core';

/** A client does not tell its `url`, but whatever it makes has it. */
export function configuredUrl(client: Client): string {
  return client.createRequestOperation('teardown', {} as never).context.url;
}
