import { keepPromises } from './keep-promises.ts';
import { graphqlRequest } from './rows/graphql-request.ts';

keepPromises(graphqlRequest);
