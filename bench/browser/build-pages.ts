import { readdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build } from 'vite'

const sources = fileURLToPath(new URL('../pages/', import.meta.url))
const output = fileURLToPath(new URL('../.cache/pages/', import.meta.url))
const peers = fileURLToPath(new URL('../peers/node_modules/', import.meta.url))

/** What a page shows: a scene, and by what. */
const isPage = (file: string): boolean => /^(stream|transition|lifecycle)-(?!page)/.test(file)
const needsPeers = (file: string): boolean => file.includes('-echo-react')

/**
 * Builds the pages for production, as an application is built: with the published packages, not their sources. Gives the folder;
 * each page is a script there, by its name.
 */
export async function buildPages(withPeers: boolean): Promise<string> {
  const files = readdirSync(sources).filter((file) => isPage(file) && (withPeers || !needsPeers(file)))
  rmSync(output, { recursive: true, force: true })
  await build({
    root: sources,
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    resolve: {
      alias: { '@laravel/echo-react': `${peers}@laravel/echo-react` },
      dedupe: ['react', 'react-dom'],
    },
    build: {
      outDir: output,
      emptyOutDir: true,
      rollupOptions: {
        input: Object.fromEntries(files.map((file) => [file.replace('.tsx', ''), sources + file])),
        output: { entryFileNames: '[name].js' },
      },
    },
  })
  return output
}
