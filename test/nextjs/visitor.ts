/** Somebody who is signed in, without a browser. */
export interface Visitor {
  /** Loads the page and returns its HTML, or what else these headers ask for. */
  readonly load: (headers?: { readonly [name: string]: string }) => Promise<string>;
  /** Asks the address of the broker. */
  readonly askForToken: () => Promise<Response>;
}

export async function signInAt(url: string, account: string): Promise<Visitor> {
  const response = await fetch(`${url}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ account }),
    redirect: 'manual',
  });
  const [cookie = ''] = response.headers.getSetCookie();
  if (response.status !== 303 || !/^session=.+HttpOnly/i.test(cookie)) throw new Error(`Not signed in: ${cookie}`);
  const headers = { cookie: cookie.split(';')[0] ?? '' };
  return {
    async load(more = {}) {
      const page = await fetch(url, { headers: { ...headers, ...more } });
      if (!page.ok) throw new Error(`The page answered ${page.status}.`);
      return page.text();
    },
    askForToken: () =>
      fetch(`${url}/api/token?account=${account}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: '{}',
      }),
  };
}
