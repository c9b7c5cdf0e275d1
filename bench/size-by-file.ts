/** Where the bytes of Echo + reverb come from, file by file, minified: `npm run size -- --why`. Bundles the sources. */
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Prints what each source file adds to a bundle of `code`, the largest first. */
export async function printSizeByFile(code: string): Promise<void> {
  const { metafile } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    conditions: ['@resound/source'],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    splitting: true,
    outdir: root,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
  })
  const entry = Object.values(metafile.outputs).find((output) => output.entryPoint == '<stdin>')
  const files = Object.entries(entry?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  for (const [path, { bytesInOutput }] of files.sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput))
    console.log(`${bytesInOutput.toLocaleString('en').padStart(8)}  ${relative('packages', path)}`)
}
