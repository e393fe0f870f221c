import type { AccessToken } from '../../token.ts';

/** What Node's `console.log` shows in the place of an object. */
export const inspectCustom = Symbol.for('nodejs.util.inspect.custom');
const fingerprint = Symbol('fingerprint');

/**
 * A token whose value is readable as `token.value` and stays out of logs: `console.log`, `JSON.stringify`, spreading and
 * enumeration do not show it.
 */
export class HiddenToken implements AccessToken {
  readonly #value: string;
  readonly expiresAt: number;
  declare readonly scope?: string;
  /** Lets comparisons such as `toEqual` tell two tokens apart. */
  readonly [fingerprint]: number;

  constructor(value: string, expiresAt: number, scope: string | undefined) {
    this.#value = value;
    this.expiresAt = expiresAt;
    if (scope !== undefined) this.scope = scope;
    this[fingerprint] = [...value].reduce((hash, char) => (hash * 31 + char.charCodeAt(0)) % 0xffff, 7);
    Object.freeze(this);
  }

  get value(): string {
    return this.#value;
  }

  [Symbol.toPrimitive](): never {
    throw new TypeError('An access token is an object, not a string: use its "value".');
  }

  [inspectCustom](): object {
    const { expiresAt, scope } = this;
    return { value: { [inspectCustom]: () => '[hidden]' }, expiresAt, ...(scope !== undefined && { scope }) };
  }
}
