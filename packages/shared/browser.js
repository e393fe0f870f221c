// What a browser or React Native bundle gets instead of this package. The import cannot be resolved, so the build fails
// and prints the sentence.
import './@token-refresher-shared keeps tokens in files and databases of a server and must not be in a browser bundle. In pages, use sharedAcrossTabs of @token-refresher-core instead, and import this package only on your server.';
