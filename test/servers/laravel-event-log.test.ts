import { describe, expect, it } from 'vitest'
import { until } from '../support/until.js'
import { useLaravel } from './laravel-stage.js'
import { bearerOf } from './server.js'

const stage = await useLaravel({ connection: 'logged' })

const ada = bearerOf('ada')

interface Asked {
  name: string
  epoch?: string
  after?: number
}

type Entry = { seq: number; event: string; data: unknown } | { seq: number; skip: true }

interface Answer {
  epoch: string
  head: number
  oldest: number
  more: boolean
  events: Entry[]
  error?: { status: number; message: string }
}

let channels = 0
/** A name that no other test has. */
const fresh = (prefix = 'private-orders.'): string => `${prefix}${++channels * 1000}`

const ask = (request: object, headers = ada): Promise<Response> =>
  stage.laravel.post('/broadcasting/events', request, headers)

/** What the log answers, by channel. */
async function read(asked: Asked | Asked[], more: object = {}, headers = ada): Promise<Record<string, Answer>> {
  const response = await ask({ channels: [asked].flat(), ...more }, headers)
  if (response.status != 200) throw new Error(`${response.status}: ${await response.text()}`)
  return ((await response.json()) as { channels: Record<string, Answer> }).channels
}

async function readOne(asked: Asked, more: object = {}): Promise<Answer> {
  const answer = (await read(asked, more))[asked.name]
  if (!answer) throw new Error('It answers for other channels.')
  return answer
}

const publishOne = (name: string, number: number): Promise<void> =>
  stage.laravel.publish({ channels: [name], event: 'numbered', data: { number } })

async function publish(name: string, ...numbers: number[]): Promise<void> {
  for (const number of numbers) await publishOne(name, number)
}

const numbersOf = ({ events }: Answer): number[] => events.map(({ seq }) => seq)

describe('the event log of Laravel', () => {
  it('says where a stream is, to who does not know its epoch', async () => {
    const name = fresh()
    expect(await readOne({ name })).toEqual({ epoch: expect.any(String), head: 0, oldest: 1, more: false, events: [] })
    await publish(name, 1, 2)
    expect(await readOne({ name })).toMatchObject({ head: 2, more: false, events: [] })
  })

  it('gives what came after a position, page by page', async () => {
    const name = fresh()
    const { epoch } = await readOne({ name })
    await publish(name, 1, 2, 3, 4, 5)
    const first = await readOne({ name, epoch, after: 1 }, { limit: 2 })
    expect(first).toEqual({
      epoch,
      head: 5,
      oldest: 1,
      more: true,
      events: [
        { seq: 2, event: 'numbered', data: { number: 2 } },
        { seq: 3, event: 'numbered', data: { number: 3 } },
      ],
    })
    expect(await readOne({ name, epoch, after: 3 }, { limit: 2 })).toMatchObject({ more: false, events: [{}, {}] })
    expect(await readOne({ name, epoch, after: 1 }, { limit: 0 })).toMatchObject({ more: true, head: 5, events: [] })
    expect(await readOne({ name, epoch, after: 9 })).toMatchObject({ more: false, head: 5, events: [] })
  })

  it('begins at the beginning for who comes with an epoch of long ago', async () => {
    const name = fresh()
    await publish(name, 1, 2)
    const answer = await readOne({ name, epoch: 'of-long-ago', after: 77 })
    expect(answer).toMatchObject({ head: 2, oldest: 1 })
    expect(answer.epoch).not.toBe('of-long-ago')
    expect(numbersOf(answer)).toEqual([1, 2])
  })

  it('answers for each channel by the rules of the application, and goes on with the others', async () => {
    const names = [
      'news',
      'private-orders.1',
      'private-App.Models.User.2',
      'private-missing.1',
      'private-broken.1',
      'a b',
    ]
    const answers = await read(names.map((name) => ({ name })))
    const statuses = names.map((name) => answers[name]?.error?.status ?? 200)
    expect(statuses).toEqual([200, 200, 403, 404, 500, 422])
    expect(JSON.stringify(answers)).not.toContain('The rule of this channel is broken')
    expect(await read([])).toEqual({})
  })

  it('is read with a session as well, and not without its CSRF token', async () => {
    const session = await stage.laravel.session('grace')
    expect(await read({ name: 'presence-room.1' }, {}, session)).toMatchObject({ 'presence-room.1': { head: 0 } })
    const forged = { ...session, 'X-XSRF-TOKEN': 'x' }
    expect((await ask({ channels: [{ name: 'presence-room.1' }] }, forged)).status).toBe(419)
  })

  it('lets guests read what is public, and asks who they are for the rest', async () => {
    const guest = { Authorization: 'Bearer nobody' }
    expect(await read({ name: 'news' }, {}, guest)).toMatchObject({ news: { head: expect.any(Number) } })
    expect((await ask({ channels: [{ name: 'news' }, { name: 'private-orders.1' }] }, guest)).status).toBe(401)
  })

  it('refuses what it cannot read, and event streams', async () => {
    for (const request of [
      {},
      { channels: 'news' },
      { channels: ['news'] },
      { channels: [{ name: 7 }] },
      { channels: [{ name: 'news', epoch: 1 }] },
      { channels: [{ name: 'news', epoch: 'e', after: -1 }] },
      { channels: [{ name: 'news', epoch: 'e', after: '1' }] },
      { channels: [], limit: -1 },
      { channels: [], sockets: 'x' },
      { channels: Array.from({ length: 501 }, (_, index) => ({ name: `c${index}` })) },
    ])
      expect([request, (await ask(request)).status]).toEqual([request, 422])
    expect((await ask({ channels: [], padding: 'x'.repeat(300_000) })).status).toBe(413)
    const stream = await ask({ channels: [] }, { ...ada, Accept: 'text/event-stream' })
    expect(stream.status).toBe(406)
  })

  it('answers at once, unless the application allows it to wait', async () => {
    expect(await readOne({ name: fresh() }, { waitMs: 25_000 })).toMatchObject({ head: 0 })
  })

  it('steps over what was sent to others than the reader, also under an earlier socket id', async () => {
    const name = fresh()
    const { epoch } = await readOne({ name })
    await stage.laravel.publish({ channels: [name], event: 'own', data: {}, socketId: '12.34' })
    await publish(name, 2)
    const mine = await readOne({ name, epoch, after: 0 }, { sockets: ['12.34', '56.78'] })
    expect(mine.events).toEqual([
      { seq: 1, skip: true },
      { seq: 2, event: 'numbered', data: { number: 2 } },
    ])
    const others = await readOne({ name, epoch, after: 0 }, { sockets: ['56.78'] })
    expect(others.events[0]).toEqual({ seq: 1, event: 'own', data: {} })
  })

  it('tells who sent something to others which number that was', async () => {
    const id = 7_777
    const { epoch } = await readOne({ name: `private-orders.${id}` })
    const ship = (headers: Record<string, string>): Promise<Response> =>
      stage.laravel.post(`/orders/${id}/ship`, {}, { ...ada, ...headers })
    const told = await ship({ 'X-Socket-ID': '9.9' })
    expect(told.headers.get('X-Event-Cursor')).toBe(`private-orders.${id}=${epoch}:1`)
    // Who was not left out gets the event itself.
    expect((await ship({})).headers.get('X-Event-Cursor')).toBeNull()
  })

  it('keeps notifications and model events as well', async () => {
    const name = 'private-App.Models.User.1'
    const { epoch, head: after } = await readOne({ name })
    await stage.laravel.post('/users/1/invoices', { amount: 3 }, ada)
    await stage.laravel.post('/users/1', { name: 'Ada' }, ada)
    expect((await readOne({ name, epoch, after })).events).toMatchObject([
      { event: 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated', data: { amount: 3 } },
      { event: 'UserUpdated', data: { model: { name: 'Ada' } } },
    ])
  })

  it('forgets by age, and says from where on it remembers', async () => {
    const name = fresh()
    const { epoch } = await readOne({ name })
    await publish(name, 1, 2)
    expect(await stage.laravel.artisan('event-log:prune', '--hours=1')).toContain('0 events forgotten')
    // Half a second is not older than nothing at all; what is written in this second stays.
    await until(async () => {
      await stage.laravel.artisan('event-log:prune', '--hours=0')
      return (await readOne({ name })).oldest == 3
    })
    await publish(name, 3)
    expect(await readOne({ name, epoch, after: 0 })).toMatchObject({
      epoch,
      head: 3,
      oldest: 3,
      more: false,
      events: [{ seq: 3 }],
    })
  })
})

describe('an event of the log on its way', () => {
  /** What comes over the wire to a client of these channels, as text. */
  async function listening(...names: string[]) {
    const { echo, subscribed } = stage.client('ada')
    const frames: { event: string; channel: string; data: string }[] = []
    echo.watchFrames((direction, frame) => {
      if (direction == 'in') frames.push(JSON.parse(frame))
    })
    // The kind follows the name on the wire.
    for (const name of names) echo.channel(name)
    await subscribed(...names)
    return (event: string, count: number) =>
      until(() => {
        const found = frames.filter((frame) => frame.event == event)
        return found.length == count && found
      })
  }

  it('carries the cursor of its channel as the last key of its payload', async () => {
    const [a, b] = [fresh(), fresh('news.')]
    const { epoch } = await readOne({ name: a })
    const frames = await listening(a, b)
    await publishOne(b, 0)
    await stage.laravel.publish({ channels: [a, b], event: 'both', data: { _cursor: 'forged', text: 'x' } })
    await stage.laravel.publish({ channels: [a], event: 'nothing' })
    const both = Object.fromEntries((await frames('both', 2)).map(({ channel, data }) => [channel, data]))
    expect(both).toEqual({
      [a]: `{"text":"x","_cursor":"${epoch}:1"}`,
      [b]: `{"text":"x","_cursor":"${epoch}:2"}`,
    })
    expect((await frames('nothing', 1))[0]?.data).toBe(`{"_cursor":"${epoch}:2"}`)
  })

  it('has no cursor where its payload has no place for one, and then is not in the log', async () => {
    const name = fresh()
    const frames = await listening(name)
    await stage.laravel.publish({ channels: [name], event: 'list', data: [1, 2] })
    expect((await frames('list', 1))[0]?.data).toBe('[1,2]')
    expect(await readOne({ name })).toMatchObject({ head: 0 })
  })

  it('is delivered without its cursor to listeners, also from an encrypted channel', async () => {
    const { echo, subscribed } = stage.client('ada')
    const heard: unknown[] = []
    echo.encryptedPrivate('room.sealed').listen('.sealed', (data) => heard.push(data))
    await subscribed('private-encrypted-room.sealed')
    await stage.laravel.publish({ channels: ['private-encrypted-room.sealed'], event: 'sealed', data: { a: 1 } })
    await until(() => heard.length == 1)
    expect(heard).toEqual([{ a: 1 }])
    const { epoch } = await readOne({ name: 'private-encrypted-room.sealed' })
    const kept = await readOne({ name: 'private-encrypted-room.sealed', epoch, after: 0 })
    expect(kept.events).toEqual([{ seq: 1, event: 'sealed', data: { a: 1 } }])
  })
})
