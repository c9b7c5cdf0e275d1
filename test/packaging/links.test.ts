import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { published } from './published.js'

const { application } = published()

it.each(['echo', 'react'])('links from the pages of @resound/%s to nothing that is not in it', (name) => {
  const folder = join(application, 'node_modules/@resound', name)
  const pages = readdirSync(folder).filter((file) => file.endsWith('.md'))
  expect(pages).toContain('README.md')
  const dead = pages.flatMap((page) =>
    [...readFileSync(join(folder, page), 'utf8').matchAll(/\]\(([^)#]+)[^)]*\)/g)]
      .map(([, target]) => target ?? '')
      .filter((target) => !/^https?:/.test(target) && (target.startsWith('..') || !existsSync(join(folder, target))))
      .map((target) => `${page}: ${target}`),
  )
  expect(dead).toEqual([])
})
