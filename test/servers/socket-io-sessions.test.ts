import { describe, expect, it } from 'vitest'
import { until } from '../support/until.js'
import { connect, connected, serve, status, subscribes } from './socket-io/clients.js'

describe('a Socket.IO server that refuses a handshake', () => {
  it('is asked again with newer credentials, once, and then no more', async () => {
    const { server } = await serve({ token: 'good' })
    const { port } = new URL(server.httpUrl)
    let token = 'old'
    const fresh = connect(
      port,
      {},
      {
        auth: {
          headers: ({ reason }) => ({ Authorization: `Bearer ${(token = reason == 'refresh' ? 'good' : token)}` }),
        },
      },
    )
    await connected(fresh)
    expect(fresh.errors).toEqual([])
    const stale = connect(port, {}, { auth: { headers: () => ({ Authorization: 'Bearer old' }) } })
    await until(() => status(stale) == 'failed')
    expect(stale.errors.map(({ kind, message }) => [kind, message])).toEqual([['connection', 'Unauthenticated.']])
    const values = connect(port)
    await until(() => status(values) == 'failed')
    const own = connect(port, {
      auth: (done: (payload: object) => void) => done({ headers: { Authorization: 'Bearer good' } }),
    })
    await connected(own)
  })
})

describe('connection state recovery', () => {
  it('brings what was missed, in order, without a word about subscriptions, and no offset to a listener', async () => {
    const { server, proxy } = await serve({ recovers: true, pingIntervalMs: 300 })
    const client = connect(proxy.port)
    const told: string[] = []
    const heard: unknown[][] = []
    const channel = client.echo.private('room.1').subscribed(() => told.push('subscribed'))
    channel.listen('.said', (...given: unknown[]) => heard.push(given))
    client.echo
      .join('room.1')
      .here((members) => told.push(`here ${members.length}`))
      .leaving(() => told.push('leaving'))
    await until(async () => {
      await server.publish('private-room.1', 'said', { n: 0 })
      return heard.length > 0 && told.length == 2
    })
    // Two pings later the server surely has the subscription.
    let pings = 0
    client.socket.io.on('ping', () => pings++)
    await until(() => pings == 3)
    const [before, first] = [heard.length, client.echo.socketId()]
    proxy.cut()
    await until(() => status(client) == 'waiting')
    for (let n = 1; n <= 20; n++) await server.publish('private-room.1', 'said', { n })
    await server.publish('private-room.1', 'bare', undefined)
    await until(() => heard.length == before + 20)
    expect(client.socket.recovered).toBe(true)
    expect(client.echo.socketId()).toBe(first)
    expect(heard.slice(before).map(([data]) => data)).toEqual(
      Array.from({ length: 20 }, (_, index) => ({ n: index + 1 })),
    )
    expect(heard.every((given) => given.length == 2)).toBe(true)
    expect(subscribes(client, 'private-room.1')).toBe(1)
    await until(() => told.filter((word) => word == 'here 1').length == 2)
    expect(told).toEqual(['subscribed', 'here 1', 'here 1'])
    expect(channel.state.status).toBe('subscribed')
  })

  it('ends at the server what was left meanwhile, and asks again for what it may not have had', async () => {
    const { server, proxy } = await serve({ recovers: true, pingIntervalMs: 300 })
    const client = connect(proxy.port, {}, { leaveGrace: 0 })
    const heard: unknown[] = []
    client.echo.channel('stays').listen('.said', (data: unknown) => heard.push(data))
    client.echo.channel('goes')
    await until(async () => {
      await server.publish('stays', 'said', {})
      return heard.length > 0
    })
    let pings = 0
    client.socket.io.on('ping', () => pings++)
    await until(() => pings == 3)
    client.echo.channel('new')
    proxy.cut()
    await until(() => status(client) == 'waiting')
    client.echo.leave('goes')
    await connected(client)
    expect(client.socket.recovered).toBe(true)
    await until(() => subscribes(client, 'new') == 2)
    expect(subscribes(client, 'stays')).toBe(1)
    expect(client.frames.filter((frame) => frame.startsWith('out ["unsubscribe",{"channel":"goes"'))).toHaveLength(1)
  })

  it('subscribes to everything again where the server no longer knows us', async () => {
    const { server } = await serve({ recovers: true })
    const client = connect(new URL(server.httpUrl).port)
    const heard: unknown[] = []
    client.echo.channel('room.1').listen('.said', (data: unknown) => heard.push(data))
    await connected(client)
    const before = client.echo.socketId()
    await server.restart?.()
    await connected(client, before)
    expect(client.socket.recovered).toBe(false)
    await until(() => subscribes(client, 'room.1') == 2)
    await until(async () => {
      await server.publish('room.1', 'said', {})
      return heard.length > 0
    })
  })
})
