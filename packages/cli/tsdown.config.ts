import { defineConfig } from 'tsdown';
import shared from '../../tsdown.config.ts';

/** A program, not a library: one format, no types. */
export default defineConfig({ ...shared, format: 'esm', platform: 'node', dts: false });
