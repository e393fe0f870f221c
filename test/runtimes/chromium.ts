import { chromium } from 'playwright-core';
import { bundle } from './bundle.ts';
import type { Place, Played } from './play.ts';

declare const script: { play(settings: unknown): Promise<Played['report']> };

/** Bundles a script of the user's project, loads it into a page that `prompter` serves and returns what it `play`s. */
export async function playInChromium(
  { program, consumer, signal }: Place,
  entry: string,
  settings: { readonly prompter: string; readonly url: string; readonly origin: string },
): Promise<Played> {
  const content = await bundle(consumer, entry, { format: 'iife', platform: 'browser', globalName: 'script' });
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  signal.addEventListener('abort', () => browser.close());
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(settings.prompter);
    await page.addScriptTag({ content });
    const report = await page.evaluate((given) => script.play(given), settings);
    return { report, complaints: complaints.join('\n') };
  } finally {
    await browser.close();
  }
}
