// The older urql exchanges are tested with the core that belongs to them. They have it as a dependency and as a peer;
// installed under another name, beside the newer core, the peer would be that one.
const older = {
  '@urql/exchange-auth': '2',
  '@urql/exchange-graphcache': '7',
  '@urql/exchange-persisted': '4',
  '@urql/exchange-retry': '1',
};

exports.hooks = {
  readPackage(manifest) {
    if (manifest.version?.split('.')[0] === older[manifest.name]) {
      delete manifest.peerDependencies['@urql/core'];
      manifest.dependencies['@urql/core'] = '5.2.0';
    }
    // Version 4 works with Apollo Client 3, whatever its range of peers says.
    if (manifest.name === '@vue/apollo-composable') {
      delete manifest.peerDependencies['@apollo/client'];
      manifest.dependencies['@apollo/client'] = '3.14.1';
    }
    return manifest;
  },

  // They serve this workspace only; some of the packages and files that they name are not published.
  beforePacking({ devDependencies, scripts, ...manifest }) {
    return manifest;
  },
};
