import { existsSync } from 'node:fs';

const headlessShell = '/usr/bin/chromium-headless-shell';

/** Debian's Chromium; the one without windows where it is installed, as it needs two thirds of the time. */
export const chromiumPath = existsSync(headlessShell) ? headlessShell : '/usr/bin/chromium';
