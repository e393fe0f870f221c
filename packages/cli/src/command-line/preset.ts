import { bitquery } from '@token-refresher/core/bitquery';
import { UsageError } from '../usage-error.ts';
import type { TokenPlace } from '../websocket/token-place.ts';

/** What an API's users need not say themselves. */
export interface Preset {
  /** What the names of variables with credentials begin with. */
  readonly prefix: string;
  readonly tokenEndpoint?: string;
  readonly scope?: string;
  readonly api?: string;
  readonly websocketToken?: TokenPlace;
}

const presets: Readonly<Record<string, Preset>> = {
  bitquery: {
    prefix: 'BITQUERY_',
    ...bitquery.oauth,
    api: bitquery.v2,
    websocketToken: { in: 'url', name: 'token' },
  },
};

/** @throws UsageError when there is no preset of this name. */
export function presetOf(name: string | undefined): Preset {
  if (name === undefined) return { prefix: '' };
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
  if (preset) return preset;
  throw new UsageError(`--preset must be one of: ${Object.keys(presets).join(', ')}.`);
}
