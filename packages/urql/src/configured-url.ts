import type { Client } from '@urql/core';

/** A client does not tell its `url`, but whatever it makes has it. Making something costs, so it is asked once. */
export function createConfiguredUrl(): (client: Client) => string {
  const urls = new WeakMap<Client, string>();
  return (client) => {
    let url = urls.get(client);
    if (url === undefined) {
      url = client.createRequestOperation('teardown', {} as never).context.url;
      urls.set(client, url);
    }
    return url;
  };
}
