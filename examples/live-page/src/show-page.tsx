import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { ApiAddress } from './api-address.ts';

/** Asks the page's own server where the API is, and shows what `render` makes of it. */
export async function showPage(render: (api: ApiAddress) => ReactNode): Promise<void> {
  const element = document.getElementById('root');
  if (!element) throw new Error('There is no element with the id "root".');
  const response = await fetch('/api/address');
  createRoot(element).render(<StrictMode>{render(await response.json())}</StrictMode>);
}
