import { keepPromises } from './keep-promises.ts';
import { apollo } from './rows/apollo.ts';

keepPromises(apollo);
