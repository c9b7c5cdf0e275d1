import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { published } from './published.js'

const { application } = published()

const { Bundler, NodeNext, Node10 } = ts.ModuleResolutionKind

const resolutions = {
  'Node, as an ES module': { module: ts.ModuleKind.NodeNext, moduleResolution: NodeNext, extension: 'mts' },
  'Node, as CommonJS': { module: ts.ModuleKind.NodeNext, moduleResolution: NodeNext, extension: 'cts' },
  'a bundler': { module: ts.ModuleKind.Preserve, moduleResolution: Bundler, extension: 'ts' },
  'a bundler, in a project that knows no exports': {
    module: ts.ModuleKind.ESNext,
    moduleResolution: Node10,
    extension: 'ts',
  },
} as const

/** What a strict compiler says to a file of the application; it looks into the packages' declarations, too. */
function complaints(resolution: keyof typeof resolutions, text: string): string[] {
  const { module, moduleResolution, extension } = resolutions[resolution]
  const folder = join(application, extension)
  const file = join(folder, `main.${extension}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, text)
  const options: ts.CompilerOptions = {
    module,
    moduleResolution,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
  }
  const program = ts.createProgram([file], options)
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const where = file?.fileName.replace(application, '') ?? ''
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
}

const names = Object.keys(resolutions) as (keyof typeof resolutions)[]

const orders = `interface Register { channels: { 'orders.{id}': { '.shipped': { id: number } } } }`
const listen = `echo.private('orders.1').listen('.shipped', (order) => {
  const id: number = order.id
  // @ts-expect-error the register says that it is a number
  const text: string = order.id
})`

it.each(names)('types the events that an application registered, in both entries, for %s', (resolution) => {
  const code = `
    import { Echo } from '@resound/echo'
    import { Echo as Small, reverb } from '@resound/echo/core'
    declare module '@resound/echo' { ${orders} }
    for (const echo of [new Echo({ broadcaster: 'reverb', key: 'k' }), new Small({ broadcaster: reverb({ key: 'k' }) })])
      ${listen}`
  expect(complaints(resolution, code)).toEqual([])
})

const entries = ['@resound/echo', '@resound/echo/core', '@resound/react']
const pairs = entries.flatMap((first) => entries.filter((other) => other != first).map((second) => [first, second]))

// One part of an application may know the hooks, another the core: what either registers must not be lost.
it.each(pairs)('takes what is registered under %s and under %s together', (first, second) => {
  const code = `
    import { Echo, reverb } from '@resound/echo/core'
    import {} from '@resound/react'
    declare module '${first}' { ${orders} }
    declare module '${second}' { interface Register { whispers: { typing: { on: boolean } } } }
    const echo = new Echo({ broadcaster: reverb({ key: 'k' }) })
    ${listen}
    echo.private('x').listenForWhisper('typing', ({ on }) => {
      const answer: boolean = on
      // @ts-expect-error the register says that it is a boolean
      const text: string = on
    })`
  expect(complaints('a bundler', code)).toEqual([])
})

it('takes the register from the small entry alone', () => {
  const code = `
    import { Echo, reverb } from '@resound/echo/core'
    declare module '@resound/echo/core' { ${orders} }
    const echo = new Echo({ broadcaster: reverb({ key: 'k' }) })
    ${listen}`
  expect(complaints('a bundler', code)).toEqual([])
})

it('has one Echo for both entries and the hooks', () => {
  const code = `
    import Echo from '@resound/echo'
    import { Echo as Small } from '@resound/echo/core'
    import { configureEcho } from '@resound/react'
    const one: Small = new Echo({ broadcaster: 'null' })
    configureEcho(new Echo({ broadcaster: 'null' }))
    export { one }`
  expect(complaints('a bundler', code)).toEqual([])
})

it('finds every entry in a project that knows no exports', () => {
  const code = `
    import { createFakeServer } from '@resound/echo/testing'
    import { usePrivate } from '@resound/react'
    import { useEcho } from '@resound/react/compat'
    import { Echo } from '@resound/echo/core'
    export const used = [new Echo(createFakeServer().options()).socketId(), usePrivate, useEcho]`
  expect(complaints('a bundler, in a project that knows no exports', code)).toEqual([])
})

const orderEvents = `interface Events { OrderShipped: { tracking: string } }`

// As the documentation of @laravel/echo-react has it, and what generates types for Laravel writes.
it.each([`declare global { ${orderEvents} }`, `declare module '@resound/react/compat' { ${orderEvents} }`])(
  'infers the payloads of events that are declared as for @laravel/echo-react: %s',
  (declared) => {
    const code = `
    import { useEcho } from '@resound/react/compat'
    ${declared}
    export const use = () => useEcho('orders.1', 'OrderShipped', ({ tracking }) => {
      const text: string = tracking
      // @ts-expect-error the declaration says that it is a text
      const id: number = tracking
    })`
    expect(complaints('a bundler', code)).toEqual([])
  },
)

it('would notice a name that is not there', () => {
  expect(complaints('a bundler', `import { nothing } from '@resound/echo'\nnothing()`)).toHaveLength(1)
})
