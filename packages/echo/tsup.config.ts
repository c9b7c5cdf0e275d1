import { dirname, join } from 'node:path'
import { defineConfig, type Options } from 'tsup'

/**
 * What the main entry loads later also asks for the main entry itself, which is there by then. Else esbuild, here and in applications, cuts
 * what they share, with it and with each other, into a file for each set of those who do: seven, each compressed alone, 1.9 kB more.
 */
const afterTheMainEntry: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'after the main entry',
  setup(build) {
    build.onResolve({ filter: /\.js$/ }, ({ path, kind, importer }) => {
      if (kind != 'dynamic-import' || !/connectors.(by-name|event-log-later)\.ts$/.test(importer)) return undefined
      return { path: join(dirname(importer), path.replace(/js$/, 'ts')), namespace: 'after' }
    })
    build.onLoad({ filter: /./, namespace: 'after' }, ({ path }) => ({
      contents: `export * from ${JSON.stringify(path)}\nimport '../index.js'`,
      resolveDir: dirname(path),
    }))
  },
}

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
    esbuildPlugins: [afterTheMainEntry],
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
