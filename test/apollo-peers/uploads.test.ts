import { type ApolloLink, gql } from '@apollo/client/core';
import { expect, test } from 'vitest';
import { setApolloStage } from './apollo-stage.ts';
import { loadApollo } from './apollo-versions.ts';

/** The package has no types. */
const untyped: string = 'apollo-upload-client/UploadHttpLink.mjs';
const { default: UploadHttpLink } = (await import(untyped)) as {
  default: new (options: { uri: string }) => ApolloLink;
};

test('an upload by apollo-upload-client that is refused is sent again whole', async () => {
  const { api, auth, client } = await setApolloStage(await loadApollo('4.3.8'));
  const uploading = client(auth, new UploadHttpLink({ uri: api.url }));
  const mutation = gql('mutation Upload($file: File!) { upload(file: $file) }');
  const file = new File(['x'.repeat(100_000)], 'x.txt');
  expect((await uploading.mutate({ mutation, variables: { file } })).data).toEqual({ upload: 100_000 });
  expect(api.graphqlRequests.map(({ token }) => token)).toEqual(api.issuedTokens);
  expect(api.executions.upload).toBe(1);
});
