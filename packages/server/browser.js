// What a browser or React Native bundle gets instead of this package. The import cannot be resolved, so the build fails
// and prints the sentence.
import './@token-refresher-server holds a client secret and must not be in a browser bundle. Fetch the token from your own server instead, and import this package only there.';
