import { fileURLToPath } from 'node:url'
import { build, type BuildOptions } from 'esbuild'
import type { ContenderId } from './contestant.js'

const resolveDir = fileURLToPath(new URL('.', import.meta.url))
const peers = fileURLToPath(new URL('../peers/node_modules', import.meta.url))

/** One client with what measures it, as one script. Ours is what is published: built, and without the sources' condition. */
export async function bundleContender(id: ContenderId, code: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `import { create } from './contenders/${id}.js'\n${code}`, resolveDir, loader: 'ts' },
    bundle: true,
    write: false,
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    // Only what is not installed for the tests comes from there.
    nodePaths: [peers],
    logLevel: 'silent',
    tsconfigRaw: {},
    ...options,
  })
  return outputFiles?.[0]?.text ?? ''
}
