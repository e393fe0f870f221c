import { keepPromises } from './keep-promises.ts';
import { urql } from './rows/urql.ts';

keepPromises(urql);
