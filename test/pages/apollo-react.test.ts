import { describe } from 'vitest';
import { missingChromium } from '../browser/chromium.ts';
import { promisesOfPage } from './promises-of-page.ts';

describe.skipIf(missingChromium())('apollo-react in real Chromium', () => promisesOfPage('apollo-react'));
