/** What stands in for the sign-in libraries of the recipes: the parts that are called, with their real signatures. */
export const libraries: Readonly<Record<string, string>> = {
  '@auth0/auth0-spa-js': './libraries/auth0-spa-js.ts',
  '@azure/msal-browser': './libraries/msal-browser.ts',
  '@clerk/clerk-js': './libraries/clerk-js.ts',
  '@supabase/supabase-js': './libraries/supabase-js.ts',
  'firebase/app': './libraries/firebase-app.ts',
  'firebase/auth': './libraries/firebase-auth.ts',
  'oidc-client-ts': './libraries/oidc-client-ts.ts',
  'next-auth/react': './libraries/next-auth-react.ts',
};
