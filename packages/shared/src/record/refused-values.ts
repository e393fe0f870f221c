/** Far more than a token refresher asks for within the life of a token. */
const maxValues = 1_000;

/** The token values that a source was asked away from, because they were rejected or about to expire. */
export interface RefusedValues {
  add(value: string | undefined): void;
  has(value: string): boolean;
}

/** None at first. */
export function createRefusedValues(): RefusedValues {
  const values = new Set<string>();
  return {
    add(value) {
      if (value === undefined) return;
      values.delete(value);
      values.add(value);
      const [oldest] = values;
      if (values.size > maxValues && oldest !== undefined) values.delete(oldest);
    },
    has: (value) => values.has(value),
  };
}
