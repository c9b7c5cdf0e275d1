import { gzipSync } from 'node:zlib'
import { build, type Metafile } from 'esbuild'

/** What an application's bundler makes of a few lines: minified ES modules for browsers. */
export interface Bundle {
  /** What is loaded at once, file by file. */
  readonly initial: readonly string[]
  /** What is loaded when it is asked for. */
  readonly lazy: readonly string[]
  /** Packages that it imports, because they were left out. */
  readonly externals: readonly string[]
  /** Those of `lazy` that come with the one that says `word`. */
  lazyWith(word: string): readonly string[]
}

export interface BundleOptions {
  /** Where its imports are resolved from. */
  readonly resolveDir: string
  /** Packages to leave out, each with its entries (`react` and its peers are always left out). */
  readonly external?: readonly string[]
}

const react = ['react', 'react-dom']

/** The outputs that are reached from `starts` by imports of these kinds, `starts` included. */
function reached(outputs: Metafile['outputs'], starts: Iterable<string>, kinds: readonly string[]): Set<string> {
  const found = new Set<string>()
  const visit = (path: string): void => {
    if (found.has(path)) return
    found.add(path)
    for (const { path: next, kind, external } of outputs[path]?.imports ?? [])
      if (kinds.includes(kind) && !external) visit(next)
  }
  for (const path of starts) visit(path)
  return found
}

/** Bundles `code`, the published packages in it as an application would. */
export async function bundle(code: string, { resolveDir, external = [] }: BundleOptions): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir, loader: 'ts' },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    splitting: true,
    outdir: '/',
    absWorkingDir: '/',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    external: [...react, ...external].flatMap((name) => [name, `${name}/*`]),
    logLevel: 'silent',
  })
  const { outputs } = metafile
  const entries = Object.keys(outputs).filter((path) => outputs[path]?.entryPoint == '<stdin>')
  const atOnce = reached(outputs, entries, ['import-statement'])
  // esbuild also writes chunks for imports that it then shakes out: what nothing reaches is not shipped.
  const ever = reached(outputs, atOnce, ['import-statement', 'dynamic-import'])
  const text = (wanted: (path: string) => boolean): string[] =>
    outputFiles.filter(({ path }) => wanted(path.replace(/^\//, ''))).map((file) => file.text)
  const imports = [...ever].flatMap((path) => outputs[path]?.imports ?? [])
  const externals = new Set(imports.filter((found) => found.external).map((found) => found.path))
  const lazyWith = (word: string): string[] => {
    const saying = outputFiles.filter((file) => file.text.includes(word)).map(({ path }) => path.replace(/^\//, ''))
    const found = reached(outputs, saying, ['import-statement'])
    return text((path) => found.has(path) && ever.has(path) && !atOnce.has(path))
  }
  return {
    lazyWith,
    initial: text((path) => atOnce.has(path)),
    lazy: text((path) => ever.has(path) && !atOnce.has(path)),
    externals: [...externals].sort(),
  }
}

/** How many bytes travel: each file by `gzip -9`. */
export const gzipped = (files: readonly string[]): number =>
  files.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0)
