import type { IncomingHttpHeaders } from 'node:http';

/** Names of this machine that a request may be addressed to. */
const hosts = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Whether a request is one of this machine's programs or of the proxy's own page. Pages of other sites are told by what
 * browsers send and pages cannot forge: `Origin` and `Sec-Fetch-Site`; one whose host name was made to lead here (DNS
 * rebinding) by `Host`.
 *
 * @param port Where the proxy listens.
 */
export function isAdmitted(headers: IncomingHttpHeaders, port: number): boolean {
  const { host = '', origin, 'sec-fetch-site': site } = headers;
  const isOwnHost = hosts.some((name) => host.toLowerCase() === `${name}:${port}`);
  const isOwnPage = origin === undefined || origin === `http://${host.toLowerCase()}`;
  // `none`: no page, but the user, who typed the address.
  return isOwnHost && isOwnPage && (site === undefined || site === 'same-origin' || site === 'none');
}
