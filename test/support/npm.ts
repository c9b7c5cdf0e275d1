/** How to start npm: the one we run under, for which no shell is needed, else the one on the `PATH`. */
export function npmCommand(env: NodeJS.ProcessEnv = process.env): string[] {
  const { npm_execpath: script = '' } = env
  return script.endsWith('npm-cli.js') ? [process.execPath, script] : ['npm']
}

/** An environment without what npm tells its scripts about the workspace they run in: npm below would go there too. */
export function withoutWorkspace(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const told = /^npm_(package_|lifecycle_|config_(workspace|local_prefix|include_workspace))/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !told.test(name)))
}
