import { defineConfig } from 'tsup'

export default defineConfig([
  {
    entry: { index: 'src/index.ts', core: 'src/core.ts', testing: 'src/testing.ts' },
    format: ['esm', 'cjs'],
    // Without shared chunks CommonJS would hold two copies of each class, and `instanceof` would fail between entries.
    splitting: true,
    // Also what makes CommonJS of the chunks: tsup's other way to do it writes source maps that lead nowhere.
    treeshake: true,
    // It would warn that `require` finds the default export under `default`, which is where laravel-echo has it.
    silent: true,
    platform: 'neutral',
    sourcemap: true,
    target: 'es2022',
    // `Echo` can be disposed of, which not every application's `lib` knows of.
    dts: { banner: '/// <reference lib="esnext.disposable" />' },
    noExternal: ['@noble/ciphers'],
    // What core-register.ts adds to the main entry's register must name the main entry, not a copy of it.
    external: ['@resound/echo'],
    clean: ['!echo.iife.js', '!echo.iife.js.map'],
  },
  {
    // For a script tag. script.ts itself puts the class where a page looks for it.
    entry: { echo: 'src/script.ts' },
    format: ['iife'],
    outExtension: () => ({ js: '.iife.js' }),
    platform: 'browser',
    minify: true,
    sourcemap: true,
    target: 'es2022',
    noExternal: [/./],
    clean: false,
  },
])
