/** The places that addresses lead to. */
export interface Places {
  /** `HOST:PORT` of servers whose origin is named. */
  readonly named: readonly string[];
  /** `HOST:PORT` of all others. */
  readonly strange: readonly string[];
}

const schemes = ['http', 'http', 'http', 'HTTP', 'https', 'ws', 'wss', 'ftp', 'blob:http', 'view-source:http'];
const slashes = ['://', '://', '://', '://', ':', ':/', ':///', ':\\\\', ':/\\', '://\t', ':\n//'];
const paths = [
  '/graphql',
  '/graphql',
  '',
  '/',
  '/graphql?a=1',
  '/graphql#a',
  '/../graphql',
  '\\graphql',
  '/%2e%2e/graphql',
  '/a;b',
];
/** Names of servers that are elsewhere, and names that only look like them. */
const remote = [
  'api.example.com',
  'API.Example.COM',
  'api.example.com.',
  'api.example.com:443',
  'api.example.com:444',
  'api.example.com.evil.test',
  'api.example.com@evil.test',
  'evil.test#api.example.com',
  'evil.test\\@api.example.com',
  'user:secret@api.example.com',
  'api.example.com\t.evil.test',
  'api%2eexample.com',
  'bücher.example:8443',
  'BÜCHER.example:8443',
  'bücher.example',
];
const relatives = ['graphql', '/graphql', './graphql', '../graphql', '?a=1', '#a', '', ' ', '\\graphql', '.', ';a'];
const nonsense = [
  'http://',
  'http://[',
  'http://:1',
  'not an address',
  'data:,x',
  'javascript:0',
  'about:blank',
  'file:///graphql',
];

/** A pseudo-random sequence; the same for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Addresses as people write them, as attackers do, and as nobody should. */
export function generateAddresses(count: number, places: Places, random: () => number): string[] {
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
  const place = () => pick(random() < 0.5 ? places.named : places.strange);

  /** The same server under another name, or a name that only looks like it. */
  const disguise = (hostAndPort: string) => {
    const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(hostAndPort) ?? [];
    return pick([
      `${host}:${port}`,
      `${host}:${port}`,
      `${host}:0${port}`,
      `127.1:${port}`,
      `2130706433:${port}`,
      `0x7f.0.0.1:${port}`,
      `0177.0.0.1:${port}`,
      `127.0.0.2:${port}`,
      `localhost:${port}`,
      `LOCALHOST:${port}`,
      `localhost.:${port}`,
      `ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:${port}`,
      `１２７.0.0.1:${port}`,
      `a.localhost:${port}`,
      `[::1]:${port}`,
      `[::ffff:127.0.0.1]:${port}`,
      `${host}%2e:${port}`,
      `${host}.evil.test:${port}`,
      `bücher.example:${port}`,
      `${host}:${port}\t0`,
    ]);
  };

  const authority = () => {
    const user =
      random() < 0.7
        ? ''
        : pick(['user@', 'user:secret@', `${place()}@`, `${place()}\\@`, `${place()}#@`, '@', `a:${place()}@`]);
    return user + (random() < 0.6 ? place() : disguise(place()));
  };

  return Array.from({ length: count }, () => {
    const kind = random();
    if (kind < 0.05) return pick(nonsense);
    if (random() < 0.2)
      return pick(['https://', 'HTTPS:', 'https:\\\\', 'http://', 'wss://', '//']) + pick(remote) + pick(paths);
    if (kind < 0.17) return pick(relatives);
    if (kind < 0.24) return pick(['//', '\\\\', '/\\', '///']) + authority() + pick(paths);
    // A named server that sends its clients elsewhere.
    if (kind < 0.34) return `http://${pick(places.named)}/to/${encodeURIComponent(`http://${place()}/graphql`)}`;
    const address = pick(schemes) + pick(slashes) + authority() + pick(paths);
    return random() < 0.1 ? ` ${address}\n` : address;
  });
}
