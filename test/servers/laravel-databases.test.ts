import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases, type TestDatabase } from './laravel-databases.js'
import { whyNoLaravel } from './laravel-installation.js'
import { prepareLaravel, type PreparedLaravel } from './laravel.js'
import { ServerUnavailableError } from './server.js'

const withoutLaravel = await whyNoLaravel()

const writers = 4
const each = 50
const total = writers * each

interface Seen {
  seq: number
  writer: number
  number: number
}

describe.each(Object.entries(databases))('the event log of Laravel on %s', (_, start) => {
  let unavailable = withoutLaravel
  let database: TestDatabase | undefined
  let laravel: PreparedLaravel | undefined

  beforeAll(async () => {
    if (unavailable !== undefined) return
    try {
      database = await start()
      laravel = await prepareLaravel({ connection: 'logged', through: 'null', env: database.env }, console.log)
    } catch (error) {
      if (!(error instanceof ServerUnavailableError)) throw error
      unavailable = error.message
    }
  })
  beforeEach(({ skip }) => {
    skip(unavailable !== undefined, unavailable)
  })
  afterAll(async () => {
    await laravel?.remove()
    await database?.stop()
  })
  const artisan = (...args: string[]): Promise<string> => {
    if (!laravel) throw new Error('It did not start.')
    return laravel.artisan(...args)
  }

  it('numbers in the order of commits, whoever writes at the same time', async () => {
    // Named so that a database which does not tell cases apart would take them for one.
    const names = ['orders.a', 'orders.A']
    const watching = names.map((name) => artisan('test:watch', String(total), name))
    const writing = Array.from({ length: writers }, (_, writer) =>
      artisan('test:write', String(writer), String(each), ...names),
    )
    await Promise.all(writing)
    for (const said of await Promise.all(watching)) {
      const seen = JSON.parse(said) as Seen[]
      // A reader that follows a stream while it grows sees every number once, and none before its forerunner.
      expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: total }, (_, index) => index + 1))
      // And what one process wrote, in the order it wrote it.
      for (let writer = 0; writer < writers; writer++) {
        const own = seen.filter((event) => event.writer == writer).map(({ number }) => number)
        expect(own).toEqual(Array.from({ length: each }, (_, index) => index + 1))
      }
    }
  })

  it('keeps what was broadcast in a transaction that came to nothing', async () => {
    expect(JSON.parse(await artisan('test:rollback', 'orders.rolled-back'))).toEqual({ broadcast: 1, users: 0 })
  })

  it('forgets the beginning of a stream only', async () => {
    await artisan('test:write', '1', '3', 'orders.old')
    expect(JSON.parse(await artisan('test:age', 'orders.old', '2'))).toEqual({ oldest: 3, head: 3, left: [3] })
  })
})
