import { type ReactElement, Suspense } from 'react';
import { BrowserApollo } from '../components/browser-apollo.tsx';
import { LatestBlocks } from '../components/latest-blocks.tsx';
import { LatestTrades } from '../components/latest-trades.tsx';
import { SignIn } from '../components/sign-in.tsx';
import { latestBlocks } from '../lib/documents.ts';
import { PreloadQuery } from '../lib/server-apollo.ts';
import { signedIn } from '../lib/session.ts';

export default async function Page(): Promise<ReactElement> {
  const account = await signedIn();
  if (!account) return <SignIn />;
  const { id, name, url, origins } = account;
  return (
    <main>
      <header>
        <h1>{name}</h1>
        <form method="post" action="/sign-out">
          <button type="submit">Sign out</button>
        </form>
      </header>
      <section>
        <h2>Latest trades</h2>
        <p>A Server Component asked for them, with the token that the server keeps for {name}.</p>
        <LatestTrades />
      </section>
      <section>
        <h2>Latest blocks</h2>
        <p>A Client Component shows them. The browser asks again with a token from /api/token.</p>
        <BrowserApollo account={id} url={url} origins={origins}>
          <PreloadQuery query={latestBlocks}>
            <Suspense fallback={<p>Asking…</p>}>
              <LatestBlocks />
            </Suspense>
          </PreloadQuery>
        </BrowserApollo>
      </section>
    </main>
  );
}
