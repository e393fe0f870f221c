import { apolloAngular } from './apps/apollo-angular.ts';
import { apolloReact } from './apps/apollo-react.ts';
import { apolloSvelte } from './apps/apollo-svelte.ts';
import { apolloVue } from './apps/apollo-vue.ts';
import { graphqlSse, kyApp, openApiFetch, villus } from './apps/authorized-fetch.ts';
import { codegen } from './apps/codegen.ts';
import { generatedSdk } from './apps/generated-sdk.ts';
import { tanstackQuery } from './apps/graphql-request.ts';
import { graphqlWsApollo, graphqlWsUrql } from './apps/graphql-ws.ts';
import { reactNative } from './apps/react-native.ts';
import { relay } from './apps/relay.ts';
import { urqlPreact } from './apps/urql-preact.ts';
import { urqlReact } from './apps/urql-react.ts';
import { urqlSolid } from './apps/urql-solid.ts';
import { urqlSvelte } from './apps/urql-svelte.ts';
import { urqlVue } from './apps/urql-vue.ts';
import type { ClientApp } from './client-app.ts';

/** Every client that is shown to work, in the order of the table. */
export const apps: readonly ClientApp[] = [
  apolloReact,
  apolloVue,
  apolloAngular,
  apolloSvelte,
  urqlReact,
  urqlPreact,
  urqlVue,
  urqlSvelte,
  urqlSolid,
  tanstackQuery,
  generatedSdk,
  reactNative,
  graphqlWsApollo,
  graphqlWsUrql,
  relay,
  villus,
  kyApp,
  openApiFetch,
  graphqlSse,
  codegen,
];
