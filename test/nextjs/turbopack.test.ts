import { describeExample } from './promises.ts';

describeExample('turbopack');
