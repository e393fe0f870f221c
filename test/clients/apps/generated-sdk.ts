import { writeFile } from 'node:fs/promises';
import { generate } from '@graphql-codegen/cli';
import { tokenRefreshMiddleware } from '@token-refresher/graphql-request';
import { GraphQLClient } from 'graphql-request';
import { typeDefinitions } from '../../support/src/graphql/type-definitions.ts';
import { type ClientApp, query } from '../client-app.ts';
import { loadedOnce } from '../generated-folder.ts';

/** What the generated module exports. */
interface GeneratedSdk {
  getSdk(client: GraphQLClient): { Viewer(): Promise<unknown> };
}

/** Has the SDK of one query generated, as the plugin's README says. */
const loadSdk = loadedOnce<GeneratedSdk>(async (folder) => {
  const file = `${folder}/sdk.ts`;
  await writeFile(`${folder}/schema.graphql`, typeDefinitions);
  await writeFile(`${folder}/viewer.graphql`, query);
  await generate({
    schema: `${folder}/schema.graphql`,
    documents: `${folder}/viewer.graphql`,
    generates: { [file]: { plugins: ['typescript', 'typescript-operations', 'typescript-graphql-request'] } },
    config: { useTypeImports: true },
    silent: true,
  });
  return file;
});

export const generatedSdk: ClientApp = {
  name: 'graphql-request with a generated SDK',
  by: 'graphql-request',
  packages: ['graphql-request', '@graphql-codegen/typescript-graphql-request'],
  async start({ url, tokens }) {
    const { getSdk } = await loadSdk();
    const sdk = getSdk(new GraphQLClient(url, tokenRefreshMiddleware(tokens)));
    return { show: () => sdk.Viewer() };
  },
};
