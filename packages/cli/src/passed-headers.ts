import type { IncomingHttpHeaders } from 'node:http';

/** Of one connection (RFC 9110 section 7.6.1), or set anew for the next. */
const ofTheConnection = [
  'accept-encoding',
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
/** What a browser says about the proxy's page, and cookies of other servers of this machine: ports do not separate them. */
const ofThePage = /^(?:cookie|origin|referer|sec-fetch-|sec-ch-|access-control-)/;
/** What is about the API's site, or no longer true of a body that has been decompressed. */
const ofTheSite = /^(?:set-cookie$|access-control-|alt-svc$|strict-transport-security$|content-encoding$)/;

/** The headers of a request that the API gets. The token's is set by who sends it. */
export function requestHeaders(headers: IncomingHttpHeaders): [string, string][] {
  const passed = passing(headers.connection);
  return Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined || !passed(name) || ofThePage.test(name)) return [];
    if (name === 'authorization' || name === 'content-length') return [];
    return [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]];
  });
}

/** The headers of a response that the caller gets. Redirects within the API lead back to the proxy. */
export function responseHeaders(headers: Headers, api: URL): [string, string][] {
  const passed = passing(headers.get('connection') ?? undefined);
  const wasCompressed = headers.has('content-encoding');
  return [...headers].flatMap(([name, value]) => {
    if (!passed(name) || ofTheSite.test(name) || (wasCompressed && name === 'content-length')) return [];
    const isWithinApi = name === 'location' && value.startsWith(`${api.origin}/`);
    return [[name, isWithinApi ? value.slice(api.origin.length) : value] as [string, string]];
  });
}

function passing(connection: string | undefined): (name: string) => boolean {
  const named = (connection ?? '').toLowerCase().split(/\s*,\s*/);
  return (name) => !ofTheConnection.includes(name) && !named.includes(name);
}
