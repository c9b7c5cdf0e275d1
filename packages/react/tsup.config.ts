import { readFileSync, writeFileSync } from 'node:fs'
import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { index: 'src/index.ts', compat: 'src/compat.ts' },
  format: ['esm', 'cjs'],
  splitting: false,
  // Makes one import of React out of the dozen that files of their own have: bundlers leave each of them as it is.
  treeshake: true,
  sourcemap: true,
  target: 'es2022',
  dts: true,
  clean: true,
  platform: 'neutral',
  // By its own name, so that both entries share one configured client.
  external: ['react', '@resound/echo', '@resound/react'],
  // CommonJS has no environment of Vite's, which is the only thing that is asked for.
  esbuildOptions(options) {
    options.logOverride = { 'empty-import-meta': 'silent' }
  },
  plugins: [
    {
      name: 'use client',
      // React Server Components read it off the built file; the above drops it. In the first line, or source maps would lead elsewhere.
      buildEnd({ writtenFiles }) {
        for (const { name } of writtenFiles)
          if (/\.c?js$/.test(name)) writeFileSync(name, `'use client';${readFileSync(name, 'utf8')}`)
      },
    },
  ],
  silent: true,
})
