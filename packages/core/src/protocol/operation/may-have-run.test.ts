import { expect, test } from 'vitest';
import { isQuery, mayHaveRun } from './may-have-run.ts';

const refused = (...paths: (string | number)[][]) => ({
  data: null,
  errors: paths.map((path) => ({ message: 'Unauthorized', path })),
});
const unexecuted = { errors: [{ message: 'Unauthorized' }] };

test.each<[boolean, string, unknown]>([
  [false, '{ me }', refused(['me', 'name'])],
  [false, 'query Mutation_like { me }', { data: { me: 1 } }],
  [false, 'mutation { pay }', unexecuted],
  [false, 'mutation { pay }', 'Unauthorized'],
  [false, 'mutation { pay }', undefined],
  [false, 'mutation { pay }', refused(['pay'])],
  [false, 'mutation{pay}', refused(['pay'])],
  [false, 'mutation {\n  pay\n}', refused(['pay'])],
  [
    false,
    'mutation Pay($a: Int) { pay(a: $a) tell }',
    { data: { pay: null, tell: null }, errors: refused(['pay'], ['tell']).errors },
  ],
  [false, 'mutation { done: pay }', refused(['done'])],
  [false, '# first, pay\nmutation { pay }', refused(['pay'])],
  [false, 'fragment F on M { x } mutation { pay }', refused(['pay'])],
  [true, 'mutation { pay tell }', refused(['tell'])],
  [true, 'mutation { pay { id } }', refused(['pay', 'id'])],
  [true, 'mutation { pay tell }', { data: { pay: 1, tell: null }, errors: [] }],
  [true, 'mutation { ...All }', refused(['pay'])],
  [true, 'mutation { pay }', [unexecuted, refused(['pay', 'id'])]],
  [true, '', refused(['pay'])],
  [true, 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38', refused(['pay'])],
  [false, 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38', unexecuted],
  [true, 'query ($a: String = "#") { me(a: $a) } mutation { pay tell }', refused(['tell'])],
  [true, String.raw`query ($a: String = "\"#") { me } mutation { pay tell }`, refused(['tell'])],
  [true, 'query ($a: String = """ "#""") { me } mutation { pay tell }', refused(['tell'])],
  [false, 'query ($a: String = """ "#""") { me(a: $a) }', refused(['me', 'name'])],
  [true, String.raw`query ($a: String = """\"""#""") { me } mutation { pay tell }`, refused(['tell'])],
  [true, 'mutation ($a: String = "#{ tell }") { pay(a: $a) tell }', refused(['tell'])],
  [false, 'mutation ($a: String = "{ tell") { pay(a: $a) tell }', refused(['pay'])],
  [false, '{ me(a: "mutation { pay }") }', refused(['me', 'name'])],
  [false, '# it\'s no "mutation\n{ me }', refused(['me', 'name'])],
  [true, 'mutation { tell } mutation { pay tell }', [refused(['tell']), refused(['tell'])]],
  [true, 'mutation A { pay } mutation B { tell }', refused(['pay'])],
  [true, 'mutation ($i: In = {tell: 1}) { pay(i: $i) tell }', refused(['tell'])],
  [false, 'mutation Pay($a: Int @b(c: 1)) @d(e: 1) { pay(a: $a) tell }', refused(['pay'])],
  [true, 'mutation ($a: Int @by(a: 1), $b: In = { tell: 1 }) { pay tell }', refused(['tell'])],
  [true, 'mutation ($a: Int @by(a: { tell: 1 })) { pay tell }', refused(['tell'])],
  [true, '', refused(['pay', 'id'])],
  [true, '', { data: { pay: 1 } }],
])('%s for %s answered %j', (expected, document, body) => {
  expect(mayHaveRun(body, document)).toBe(expected);
});

test.each<[boolean, string]>([
  [true, '{ me }'],
  [true, 'query Me { me } # mutation'],
  [true, '{ me(a: "#") you(b: "mutation") }'],
  [false, 'mutation { pay }'],
  [false, 'query ($a: String = "#") { me } mutation { pay }'],
  [false, '{ me }\nsubscription { trades }'],
  [false, 'abc123'],
  [false, ''],
])('a query, %s: %s', (expected, document) => {
  expect(isQuery(document)).toBe(expected);
});
