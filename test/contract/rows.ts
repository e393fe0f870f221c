import type { ContractRow } from './contract-client.ts';
import { apollo } from './rows/apollo.ts';
import { authorizedFetch } from './rows/authorized-fetch.ts';
import { graphqlRequest } from './rows/graphql-request.ts';
import { urql } from './rows/urql.ts';

/** Every adapter, in every version that it supports. */
export const rows: readonly ContractRow[] = [...apollo, ...authorizedFetch, ...graphqlRequest, ...urql];
