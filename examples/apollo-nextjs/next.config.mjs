/** @type {import('next').NextConfig} */
export default {
  // One `tsc` at the root of the repository checks all types.
  typescript: { ignoreBuildErrors: true },
  // No files for coding agents, and no look at the network for news.
  agentRules: false,
  experimental: { agentUpgrade: false },
};
