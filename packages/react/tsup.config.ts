import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { index: 'src/index.ts' },
  format: ['esm', 'cjs'],
  // React Server Components read `use client` off the built file, where the entry's own directive must stay in front.
  // With splitting, a statement would come before it in CommonJS.
  splitting: false,
  sourcemap: true,
  target: 'es2022',
  dts: true,
  clean: true,
  platform: 'neutral',
  external: ['react', '@resound/echo'],
  silent: true,
})
