import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { snippet } from './run-snippet.js'

const root = join(import.meta.dirname, '../..')
const documents = join(root, '../shared/seeds')
const names = readdirSync(join(import.meta.dirname, 'snippets')).map((file) => file.replace(/\.txt$/, ''))
const list = readFileSync(join(root, 'docs/seeds.md'), 'utf8')

describe('the snippets of the five documents', () => {
  it.each(names)('%s stands in the list of docs/seeds.md, with the test that runs it', (name) => {
    const row = list.split('\n').find((line) => line.includes(`\`${name}\``)) ?? ''
    const [, file = ''] = /`(test\/[^`]+)`/.exec(row) ?? []
    expect(readFileSync(join(root, file), 'utf8')).toContain(`'${name}'`)
  })

  it.for(names)('%s is what its document says, word for word', (name, { skip, expect }) => {
    if (!existsSync(documents)) skip('the documents are not beside this checkout')
    const texts = readdirSync(documents).map((file) => readFileSync(join(documents, file), 'utf8'))
    // Without a slip of the pen in one of them, which no program could run.
    const all = texts.join('\n').replace('Echo.040-real-time-features.mdjoin(', 'Echo.join(')
    expect(all).toContain(snippet(name).trim())
  })
})
