import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { chromium } from './test/browser/chromium.js'

/** Tests run on source. A condition replaces Vite's own list, so that list comes along. */
const source = '@resound/source'

const local = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * `REACT=18` runs the hooks on React 18. The workspace `react-18` has copies of its own, where `react-dom` finds the `react`
 * beside it; the library between tests and React is inlined from its ES build, or it would `require` React 19.
 */
const react18 = process.env.REACT == '18'
const testingLibrary = './node_modules/@testing-library/react/dist/@testing-library/react.esm.js'
const react18Aliases = [
  { find: /^react(?=$|\/)/, replacement: local('./react-18/node_modules/react') },
  { find: /^react-dom(?=$|\/)/, replacement: local('./react-18/node_modules/react-dom') },
  { find: /^@testing-library\/react$/, replacement: local(testingLibrary) },
]

/** Type tests with what one folder registers: a register counts for a whole program. */
const typeTests = (name: string, folder: string): TestProjectInlineConfiguration => ({
  extends: true,
  test: {
    name,
    include: [],
    // Everything else is checked by `npm run typecheck`.
    typecheck: {
      enabled: true,
      only: true,
      include: [`${folder}/*.test-d.ts`],
      tsconfig: `${folder}/tsconfig.json`,
      ignoreSourceErrors: true,
    },
  },
})

/** A DOM makes Vite take the browser's side of `ws`, which is empty; these tests have a server and sockets of Node. */
const nodeSockets = [{ find: /^ws$/, replacement: local('./node_modules/ws/wrapper.mjs') }]

/** Only what hangs is ended: a machine may be slow, and tests run beside others. */
const patient = { testTimeout: 30_000, hookTimeout: 60_000 }

export default defineConfig({
  resolve: { conditions: [source, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...patient,
          name: 'unit',
          environment: 'node',
          include: [
            'packages/*/src/**/*.test.ts',
            'playground/server/**/*.test.ts',
            'test/support/**/*.test.ts',
            'test/interceptors/**/*.test.ts',
            'test/{model,soak}/**/*.test.ts',
            'test/{seeds,testing}/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        resolve: { alias: [...nodeSockets, ...(react18 ? react18Aliases : [])] },
        test: {
          ...patient,
          name: 'dom',
          environment: 'jsdom',
          include: ['test/{hooks,migration,seeds,testing}/**/*.test.tsx'],
          server: { deps: { inline: react18 ? [/@testing-library\/react/, /@laravel\/echo-react/] : [] } },
        },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          environment: 'node',
          include: ['test/{conformance,compat,delivery,fallback,scenarios,servers}/**/*.test.ts'],
          // Real servers take ports and seconds: one file at a time, and time enough for a slow machine.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.browser.test.{ts,tsx}'],
          globalSetup: './test/browser/server.setup.ts',
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            provider: playwright({ launchOptions: chromium }),
            instances: [{ browser: 'chromium' }],
            screenshotFailures: false,
            api: { host: '127.0.0.1' },
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'pages',
          environment: 'node',
          include: ['test/browser/**/*.page.test.ts'],
          // Each file has servers and a browser of its own, and mostly waits for them.
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      typeTests('types', 'test/types'),
      typeTests('types-unregistered', 'test/types/unregistered'),
      {
        extends: true,
        test: {
          name: 'packaging',
          environment: 'node',
          include: ['test/packaging/**/*.test.ts'],
          globalSetup: './test/packaging/published.setup.ts',
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
