// Applications reach through to socket.io-client, and do with its socket what they like. Random programs found what is here.
import { describe, expect, it } from 'vitest'
import { until } from '../support/until.js'
import { builds, cut, open, settled, type Build, type Page } from './socket-io-page.js'

const everyBuild = Object.keys(builds) as Build[]

const subscriptions = ({ servers }: Page): number =>
  servers.flatMap(({ sent }) => sent).filter((frame) => frame.includes('"subscribe"')).length

/** A page whose Echo is connected, and has a channel. */
async function connected(build: Build): Promise<Page> {
  const page = await open(build, true)
  page.echo.channel('room').listen('.said', () => undefined)
  await page.greet()
  await until(() => subscriptions(page) == 1)
  return page
}

const status = ({ echo }: Page): string => echo.connection.get().status

describe.each(everyBuild)('on %s', (build) => {
  it('the socket id is that of the socket: at once for who is told of the connection, and none without one', async () => {
    const page = await open(build, true)
    const { socket, echo } = page
    const ids: unknown[] = [echo.socketId()]
    socket.on('connect', () => ids.push(echo.socketId() == socket.id))
    socket.on('disconnect', () => ids.push(echo.socketId()))
    await page.greet()
    await cut(page)
    await page.greet()
    expect(ids).toEqual([undefined, true, undefined, true])
  })

  it.each(['disconnect', 'close'] as const)(
    '%s() of the socket keeps an Echo away that was about to try again',
    async (end) => {
      const page = await connected(build)
      page.server.onclose?.({ code: 1006, reason: '' })
      await until(() => status(page) != 'connected')
      page.socket[end]()
      expect(status(page)).toBe('closed')
    },
  )

  it('disconnect() of the socket keeps an Echo away that was trying', async () => {
    const page = await open(build, true)
    page.socket.disconnect()
    expect(status(page)).toBe('closed')
    await settled()
    expect(page.servers).toHaveLength(1)
  })

  it('connect() of the socket brings an Echo back that was disconnected, once', async () => {
    const page = await connected(build)
    page.echo.disconnect()
    page.socket.connect()
    await until(() => page.servers.length == 2)
    await page.greet()
    await until(() => subscriptions(page) == 2)
    expect(status(page)).toBe('connected')
  })

  it('a second disconnect() of an Echo ends what connect() of the socket began', async () => {
    const page = await connected(build)
    page.echo.disconnect()
    page.socket.connect()
    page.echo.disconnect()
    expect(page.socket.active ?? page.socket.io.readyState == 'opening').toBe(false)
  })

  it('connect() of a socket that another Echo has by now brings back no other', async () => {
    const page = await connected(build)
    const { echo } = page
    echo.disconnect()
    const next = page.join()
    await until(() => page.servers.length == 2)
    await page.greet()
    await until(() => next.connection.get().status == 'connected')
    expect(echo.connection.get().status).toBe('closed')
  })

  it('ending all listeners of the connection ends none of an Echo', async () => {
    const page = await connected(build)
    for (const event of ['connect', 'disconnect', 'connect_error', 'error']) page.socket.off(event)
    await cut(page)
    expect(status(page)).toBe('connecting')
    await page.greet()
    await until(() => subscriptions(page) == 2)
    page.socket.disconnect()
    expect(status(page)).toBe('closed')
  })

  it('what was left in the moment before an end is not ended once more after it', async () => {
    const page = await connected(build)
    page.echo.leave('room')
    await cut(page)
    await page.greet()
    expect(page.server.sent.filter((frame) => frame.includes('unsubscribe'))).toEqual([])
  })

  it('what comes after a disconnection by hand is no reconnection', async () => {
    const page = await connected(build)
    const told: unknown[] = []
    page.socket.io.on('reconnect_attempt', (attempt: number) => told.push(attempt))
    page.socket.disconnect()
    page.echo.connect()
    await until(() => page.servers.length == 2)
    await page.greet()
    expect(told).toEqual([])
  })

  it('a channel is told of its refusal by the name of the event too, as laravel-echo-server has it', async () => {
    const page = await connected(build)
    const told: unknown[] = []
    const channel = page.echo.private('room')
    channel.on('subscription_error', (code: unknown) => told.push(code))
    channel.error(({ status }: { status: number }) => told.push(['error', status]))
    await until(() => subscriptions(page) == 2)
    page.server.say('42["subscription_error","private-room",403]')
    await until(() => told.length == 2)
    expect(told).toEqual([403, ['error', 403]])
  })
})

describe.each(['version 4', 'version 4, minified'] as const)('on %s', (build) => {
  it('a refused handshake is one, also where nobody is told of it', async () => {
    const page = await open(build, true)
    page.socket.off('connect_error')
    page.server.onopen?.()
    page.server.say('0{"sid":"s","upgrades":[],"pingInterval":1000000,"pingTimeout":1000000}', '44{"message":"No"}')
    await until(() => status(page) == 'failed')
    expect(page.servers).toHaveLength(1)
  })
})
