import { Window } from 'happy-dom';

const window = new Window();

/** Gives frameworks a document to mount in; `fetch` and the rest stay Node's. */
const { document, Element, SVGElement } = window;
Object.assign(globalThis, { window, document, Element, SVGElement });

/** A new element to mount in. */
export function element(): HTMLElement {
  return window.document.createElement('div') as unknown as HTMLElement;
}
