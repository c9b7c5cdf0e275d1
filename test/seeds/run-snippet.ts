// Runs what the user's documents tell people to write, word for word; the import of laravel-echo alone leads to ours.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** What a snippet finds around it: variables by name, and modules by the names it imports them by. */
export interface Surroundings {
  readonly variables?: Readonly<Record<string, unknown>>
  readonly modules?: Readonly<Record<string, unknown>>
}

/** The text of a snippet, as it stands in its document. */
export const snippet = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'snippets', `${name}.txt`), 'utf8')

/** The snippet as a script that a browser understands. */
export const compiled = (name: string): string =>
  ts.transpileModule(snippet(name).replaceAll('import.meta.env', 'importMetaEnv'), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  }).outputText

/** Runs a snippet. The result holds what it exports, and the constants and variables that `names` asks for. */
export function runSnippet(
  name: string,
  { variables = {}, modules = {} }: Surroundings,
  names: readonly string[] = [],
): Record<string, unknown> {
  const module = { exports: {} as Record<string, unknown> }
  const load = (wanted: string): unknown => {
    if (!(wanted in modules)) throw new Error(`The snippet ${name} imports ${wanted}, which nobody gave it.`)
    return modules[wanted]
  }
  const given = { require: load, module, exports: module.exports, ...variables }
  const body = `${compiled(name)}\n;return { ${names.join(', ')} }`
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text is ours, see above
  const found = new Function(...Object.keys(given), body)(...Object.values(given)) as Record<string, unknown>
  return { ...module.exports, ...found }
}
