import { describe } from 'vitest';
import { missingChromium } from '../browser/chromium.ts';
import { promisesOfPage } from './promises-of-page.ts';

describe.skipIf(missingChromium())('urql-react in real Chromium', () => promisesOfPage('urql-react'));
