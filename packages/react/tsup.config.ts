import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { index: 'src/index.ts', compat: 'src/compat.ts' },
  format: ['esm', 'cjs'],
  // React Server Components read `use client` off the built file, where the entry's own directive must stay in front.
  // With splitting, a statement would come before it in CommonJS.
  splitting: false,
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
  silent: true,
})
