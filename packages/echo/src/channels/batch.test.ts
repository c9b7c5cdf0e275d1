import { describe, expect, it } from 'vitest'
import { greeted } from '../connectors/websocket.fixture.js'

const update = (channel: unknown, data: unknown, event?: unknown) => ({
  channel,
  data,
  ...(event !== undefined && { event }),
})

async function setUp(batches: string | string[] = 'updates') {
  const world = await greeted({}, {}, { batches })
  const { echo } = world
  const heard: unknown[] = []
  for (const name of ['all', 'orders', 'users']) {
    const channel = echo.channel(name)
    channel.listen('changed', (data) => heard.push([name, 'changed', data]))
    channel.listen('updates', (data) => heard.push([name, 'updates', data]))
  }
  const batch = (...items: unknown[]) => ({ event: 'updates', channel: 'all', data: items })
  return { ...world, heard, batch }
}

describe('a batch', () => {
  it('is delivered event by event, on their channels and in their order, and then as a whole', async () => {
    const { socket, heard, batch } = await setUp()
    const items = [update('orders', 1, 'changed'), update('users', 2), update('orders', 3, 'changed')]
    socket().say(batch(...items))
    expect(heard).toEqual([
      ['orders', 'changed', 1],
      ['users', 'updates', 2],
      ['orders', 'changed', 3],
      ['all', 'updates', items],
    ])
  })

  it('may be a member of its payload, as Laravel sends the properties of an event', async () => {
    const { socket, heard } = await setUp()
    socket().say({
      event: 'updates',
      channel: 'all',
      data: { updates: [update('orders', 1, 'changed')], socket: null },
    })
    expect(heard[0]).toEqual(['orders', 'changed', 1])
  })

  it('is called as for listen, and there may be several', async () => {
    const { socket, heard, batch } = await setUp(['others', '.updates'])
    socket().say(batch(update('orders', 1, 'changed')))
    expect(heard[0]).toEqual(['orders', 'changed', 1])
  })

  it('leaves out what is no event, and what is for channels that nobody has', async () => {
    const { socket, heard, batch, errors } = await setUp()
    const bad = [
      null,
      7,
      'text',
      [],
      {},
      update(7, 1),
      update('orders', 1, 7),
      update('nowhere', 1),
      update('__proto__', 1),
    ]
    socket().say(batch(...bad, update('orders', 2, 'changed')))
    expect([heard[0], heard.length, errors]).toEqual([['orders', 'changed', 2], 2, []])
  })

  it('is not unpacked again where it holds another one', async () => {
    const { socket, heard, batch } = await setUp()
    socket().say(batch(update('users', [update('orders', 1, 'changed')])))
    expect(heard.map((entry) => (entry as unknown[])[0])).toEqual(['users', 'all'])
  })

  it.each([null, 7, 'text', {}, { updates: 7 }])('that is none is an event like any other: %j', async (data) => {
    const { socket, heard } = await setUp()
    socket().say({ event: 'updates', channel: 'all', data })
    expect(heard).toEqual([['all', 'updates', data]])
  })

  it('S9 goes on behind a listener that throws', async () => {
    const { socket, heard, batch, echo, errors } = await setUp()
    echo.channel('orders').listen('broken', () => {
      throw new Error('listener')
    })
    socket().say(batch(update('orders', 1, 'broken'), update('orders', 2, 'changed')))
    expect([heard[0], errors.map(({ kind }) => kind)]).toEqual([['orders', 'changed', 2], ['listener']])
  })

  it('is an event like any other where the option does not name it', async () => {
    const { socket, heard, batch } = await setUp('others')
    socket().say(batch(update('orders', 1, 'changed')))
    expect(heard).toHaveLength(1)
  })
})
