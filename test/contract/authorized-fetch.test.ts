import { keepPromises } from './keep-promises.ts';
import { authorizedFetch } from './rows/authorized-fetch.ts';

keepPromises(authorizedFetch);
