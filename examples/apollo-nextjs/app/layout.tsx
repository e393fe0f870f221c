import type { PropsWithChildren, ReactElement } from 'react';
import './page.css';

export const metadata = { title: 'Latest trades', description: 'Next.js, Apollo Client and a token that stays fresh.' };

export default function Layout({ children }: PropsWithChildren): ReactElement {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
