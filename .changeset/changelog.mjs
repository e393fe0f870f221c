/**
 * Lines of the packages' CHANGELOG.md: what the changesets say, without the hashes of commits, which mean nothing to those
 * who read it on a registry's page. Needs no network.
 *
 * @type {import('@changesets/types').ChangelogFunctions}
 */
export default {
  getReleaseLine({ summary }) {
    return `- ${summary.trim().split('\n').join('\n  ')}`;
  },
  getDependencyReleaseLine(_changesets, updated) {
    return updated.map(({ name, newVersion }) => `- Needs \`${name}\` ^${newVersion}.`).join('\n');
  },
};
