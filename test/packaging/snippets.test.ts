import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

interface Snippet {
  readonly name: string
  readonly code: string
  readonly file: string
}

function documents(): string[] {
  const below = (folder: string): string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))
  const files = ['README.md', 'CONTRIBUTING.md', ...['docs', 'packages', 'playground'].flatMap(below)]
  return files.filter((file) => file.endsWith('.md') && !/node_modules|dist|CHANGELOG/.test(file))
}

function snippets(): Snippet[] {
  return documents().flatMap((document) => {
    const text = readFileSync(join(root, document), 'utf8')
    return [...text.matchAll(/^```(tsx?)\n([\s\S]*?)^```$/gm)].map(([, language = 'ts', code = ''], index) => ({
      name: `${document} #${String(index + 1)}`,
      code: code + '\nexport {}\n',
      // Beside this file, where the packages and their sources are found as a reader finds them.
      file: join(import.meta.dirname, `snippet-${document.replace(/\W/g, '-')}-${String(index)}.${language}`),
    }))
  })
}

const configuration = ts.getParsedCommandLineOfConfigFile(
  join(root, 'tsconfig.json'),
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
)
const options: ts.CompilerOptions = { ...configuration?.options, noEmit: true, noUnusedLocals: false }
// What is read once serves all the snippets; each is a program of its own, since one may augment what another uses.
const cache = new Map<string, ts.SourceFile | undefined>()

function problems({ file, code }: Snippet): string[] {
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (path) => path == file || fileExists(path)
  host.getSourceFile = (path, version) => {
    if (path == file) return ts.createSourceFile(path, code, version)
    if (!cache.has(path)) cache.set(path, getSourceFile(path, version))
    return cache.get(path)
  }
  const program = ts.createProgram([file], options, host)
  const source = program.getSourceFile(file)
  return ts
    .getPreEmitDiagnostics(program, source)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

describe('documentation', () => {
  it('has snippets', () => {
    expect(snippets().length).toBeGreaterThan(4)
  })

  it.each(snippets())('compiles $name as it stands', { timeout: 60_000 }, (snippet) => {
    expect(problems(snippet)).toEqual([])
  })

  it('links to nothing that is not there', () => {
    const missing = documents().flatMap((document) => {
      // What stands in backticks is code, not a link.
      const text = readFileSync(join(root, document), 'utf8').replace(/`[^`\n]*`/g, '``')
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = '']) =>
        join(root, document, '..', link),
      )
      return links
        .filter((path) => !ts.sys.fileExists(path) && !ts.sys.directoryExists(path))
        .map((path) => `${document} → ${relative(root, path)}`)
    })
    expect(missing).toEqual([])
  })
})
