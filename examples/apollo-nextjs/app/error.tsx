'use client';

import { TokenRequestError } from '@token-refresher/core';
import type { ReactElement } from 'react';

interface Failed {
  readonly error: unknown;
  readonly retry: () => void;
}

export default function Failure({ error, retry }: Failed): ReactElement {
  if (TokenRequestError.is(error) && error.code === 'access_denied') {
    return (
      <main>
        <h1>Latest trades</h1>
        <p>
          You are signed out here. <a href="/">Go on</a>
        </p>
      </main>
    );
  }
  return (
    <main>
      <h1>Latest trades</h1>
      <p>The API could not be asked just now.</p>
      <p>
        <button type="button" onClick={retry}>
          Try again
        </button>
      </p>
    </main>
  );
}
