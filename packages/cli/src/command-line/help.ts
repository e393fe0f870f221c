/** What `--help` prints. */
export const help = `Usage: token-refresher token [options]    prints an access token
       token-refresher proxy [options]    runs a local proxy that adds the token

Where the token comes from:
  --preset bitquery             Bitquery's addresses and scope
  --token-endpoint URL          or the variable TOKEN_ENDPOINT
  --client-id-file PATH         or the variable CLIENT_ID (with --preset bitquery: BITQUERY_CLIENT_ID)
  --client-secret-file PATH     or the variable CLIENT_SECRET (with --preset bitquery: BITQUERY_CLIENT_SECRET)
  --scope "NAME NAME"           the scope to ask for
  --parameter NAME=VALUE        one more form parameter, such as audience=https://api.example.com; may come again
  --client-authentication WAY   client_secret_post (default) or client_secret_basic
  --no-form-encode-basic        sends both parts of client_secret_basic as they are, for servers that do not decode them
  --allow-narrower-scope        takes a token that lacks some of the scope
  --allow-insecure-requests HOST   plain http to this host, such as keycloak:8080; may come again
  --cache-file PATH             where runs share the token; by default in the user's cache folder

token:
  --header                      prints "Authorization: Bearer …", for curl -H
  --json                        prints access_token, token_type, expires_in, expires_at and scope
  --rejected                    reads a token that the API has rejected from standard input, and prints another one

proxy:
  --api URL                     the one API that is forwarded to
  --port NUMBER                 default 4010; 0 takes a free one
  --websocket-token PLACE       header (default), url, url:NAME or connection_init
  --graphiql                    adds a page with GraphiQL, at /graphiql
  --json                        prints url and graphiql as JSON

  --help, --version

Exit codes: 0, 1 for a failed request, 2 for wrong usage.
`;
