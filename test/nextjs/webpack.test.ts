import { describeExample } from './promises.ts';

describeExample('webpack');
