/** The environment without Vitest's own `NODE_ENV`, with which Vite would not build for production, and Next.js not at all. */
export function productionEnvironment(): NodeJS.ProcessEnv {
  const { NODE_ENV: _, ...env } = process.env;
  return env;
}
