import type { ReactNode } from 'react';

/** What the colors of the timeline mean. */
export function Legend(): ReactNode {
  return (
    <ul className="legend" aria-hidden="true">
      <li>
        <span className="token present" /> the current token
      </li>
      <li>
        <span className="token ahead" /> about to expire: serves while the next one is fetched
      </li>
      <li>
        <span className="token rejected" /> rejected by the API
      </li>
      <li>
        <span className="token expired" /> expired
      </li>
      <li>
        <span className="refresh pause" /> refresh failed, no try until then
      </li>
      <li>
        <b>401 ↻</b> “Unauthorized”, sent once more
      </li>
    </ul>
  );
}
