import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { createAuthorizedFetch } from '@token-refresher/core';
import { type ConcreteRequest, Environment, fetchQuery, Network, RecordSource, Store } from 'relay-runtime';
import { typeDefinitions } from '../../support/src/graphql/type-definitions.ts';
import { type ClientApp, query } from '../client-app.ts';
import { loadedOnce } from '../generated-folder.ts';

const compiler: string = createRequire(import.meta.url)('relay-compiler');
const json = { 'content-type': 'application/json' };

/** What Relay's own compiler makes of the query, which Relay wants to have the name of its file. */
const loadQuery = loadedOnce<{ default: ConcreteRequest }>(async (folder) => {
  const named = query.replace('Viewer', 'viewerQuery');
  await writeFile(`${folder}/schema.graphql`, typeDefinitions);
  await writeFile(`${folder}/viewer.ts`, `import { graphql } from 'relay-runtime';\ngraphql\`${named}\`;\n`);
  const config = { src: '.', schema: 'schema.graphql', language: 'typescript', eagerEsModules: true };
  await writeFile(`${folder}/relay.config.json`, JSON.stringify(config));
  await promisify(execFile)(compiler, ['relay.config.json', '--output', 'quiet'], { cwd: folder });
  return `${folder}/__generated__/viewerQuery.graphql.ts`;
});

export const relay: ClientApp = {
  name: 'Relay',
  by: 'createAuthorizedFetch',
  packages: ['relay-runtime', 'relay-compiler'],
  async start({ url, tokens }) {
    const { default: compiled } = await loadQuery();
    const send = createAuthorizedFetch(tokens, { origins: [new URL(url).origin] });
    const network = Network.create(async ({ text }, variables) => {
      const body = JSON.stringify({ query: text, variables });
      const response = await send(url, { method: 'POST', headers: json, body });
      return response.json();
    });
    const environment = new Environment({ network, store: new Store(new RecordSource()) });
    return {
      show: () => Promise.resolve(fetchQuery(environment, compiled, {}).toPromise()),
    };
  },
};
