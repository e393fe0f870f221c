import type { ReactElement } from 'react';
import { accounts } from '../lib/accounts.ts';

/** Plain forms: whoever signs in or out loads the page anew, so that no browser goes on with the token of before. */
export function SignIn(): ReactElement {
  return (
    <main>
      <h1>Latest trades</h1>
      <p>Each account has its own application at the API, and its own token.</p>
      <form method="post" action="/sign-in">
        {accounts().map(({ id, name }) => (
          <button key={id} type="submit" name="account" value={id}>
            Sign in as {name}
          </button>
        ))}
      </form>
    </main>
  );
}
