import { defineConfig, globalIgnores } from 'eslint/config'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

/** What every file is spared. */
const syntax = [
  { selector: 'TSEnumDeclaration', message: 'A union of literals is enough.' },
  {
    selector: 'PropertyDefinition > PrivateIdentifier',
    message: 'Write `private`: proxies of Vue and Alpine break on #fields.',
  },
  {
    selector: 'MethodDefinition > PrivateIdentifier',
    message: 'Write `private`: proxies of Vue and Alpine break on #methods.',
  },
]
const noDefaultExport = {
  selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
  message: 'Export by name. Only Echo and configuration files have a default.',
}
const noExportAll = { selector: 'ExportAllDeclaration', message: 'Public lists are written by hand, name by name.' }
const typesOnly = {
  selector: 'Program > ExportNamedDeclaration > :matches(VariableDeclaration, FunctionDeclaration, ClassDeclaration)',
  message: 'A contract holds types only.',
}

/** What the world is made of. `platform/` alone may touch it. */
const page = ['window', 'document', 'navigator', 'location', 'localStorage', 'sessionStorage', 'self', 'globalThis']
const machine = [
  'setTimeout',
  'setInterval',
  'requestAnimationFrame',
  'fetch',
  'XMLHttpRequest',
  'console',
  'process',
  'Buffer',
]
const outside = [...page, ...machine].map((name) => ({ name, message: 'Only platform/ touches the world outside.' }))
const noConsole = [{ name: 'console', message: 'Packages are silent: report, or use the logger.' }]
const impure = [
  { object: 'Math', property: 'random', message: 'Randomness comes from the platform.' },
  { object: 'Date', property: 'now', message: 'Time comes from the clock.' },
  { object: 'performance', property: 'now', message: 'Time comes from the clock.' },
]

const tests = ['**/*.{test,test-d,fixture}.{ts,tsx}', 'test/**/*.{ts,tsx}', 'bench/**/*.{ts,tsx}']
const packages = ['packages/*/src/**/*.{ts,tsx}']
const contracts = ['transport', 'protocol', 'connector', 'history', 'authorizer', 'cipher', 'client', 'register']

const size = { max: 300, skipBlankLines: true, skipComments: true }
const functionSize = { max: 50, skipBlankLines: true, skipComments: true }

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', '**/.cache/', 'docs/api/', 'coverage/', 'test-results/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', size],
      'no-restricted-syntax': ['error', ...syntax, noDefaultExport],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-ignore': true, 'ts-nocheck': true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      // One of its overloads is deprecated, and so the rule takes every mention that is no call for that one.
      '@typescript-eslint/no-deprecated': ['error', { allow: [{ from: 'lib', name: 'querySelector' }] }],
      // Contracts are written as methods and implemented by closures, which may be taken apart.
      '@typescript-eslint/unbound-method': 'off',
      // Records by channel name are part of what applications reach through to.
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Overloads that differ in one word read better apart.
      '@typescript-eslint/unified-signatures': 'off',
    },
  },
  {
    files: packages,
    ignores: tests,
    rules: {
      'max-lines-per-function': ['error', functionSize],
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      'no-restricted-globals': ['error', ...noConsole],
      'no-restricted-syntax': ['error', ...syntax, noDefaultExport, noExportAll],
    },
  },
  {
    files: ['packages/echo/src/**/*.ts'],
    ignores: ['packages/echo/src/platform/**', 'packages/echo/src/script.ts', ...tests],
    rules: {
      'no-restricted-globals': ['error', ...outside],
      'no-restricted-properties': ['error', ...impure],
    },
  },
  {
    files: ['packages/echo/src/platform/**/*.ts'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: contracts.map((name) => `packages/echo/src/${name}.ts`),
    rules: { 'no-restricted-syntax': ['error', ...syntax, noDefaultExport, noExportAll, typesOnly] },
  },
  {
    files: ['packages/echo/src/{echo,index}.ts'],
    rules: { 'no-restricted-syntax': ['error', ...syntax, noExportAll] },
  },
  {
    files: ['packages/react/src/**/*.{ts,tsx}', 'playground/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
  },
  {
    // Tests pretend to be servers, applications and faults: they may hold what is not typed, and ask for the impossible.
    files: tests,
    rules: {
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.config.{ts,js}'],
    rules: { 'no-restricted-syntax': ['error', ...syntax] },
  },
)
