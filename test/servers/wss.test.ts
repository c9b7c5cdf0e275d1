import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { Echo as EchoByName } from '@resound/echo'
import { Echo, reverb, websocket, type EchoOptions, type Platform } from '@resound/echo/core'
import { WebSocket } from 'ws'
import { createPage } from '../conformance/support/page.js'
import { freePort } from '../support/listen.js'
import { until } from '../support/until.js'
import { startEmbedded, type EmbeddedServer } from './embedded.js'
import { startTls, trusting, type TlsFront } from './tls.js'

let server: EmbeddedServer
let front: TlsFront

beforeAll(async () => {
  server = await startEmbedded()
  front = await startTls(Number(new URL(server.httpUrl).port))
})
afterAll(async () => {
  await front.stop()
  await server.stop()
})

const host = '127.0.0.1'

/** What is asked for permission over https, by whoever trusts the certificate. */
const common = (platform: Partial<Platform> = {}) => ({
  authEndpoint: `https://${host}:${front.port}/broadcasting/auth`,
  bearerToken: 'ada',
  namespace: false as const,
  platform: { ...trusting, ...platform },
})

function made(echo: Echo): Echo {
  onTestFinished(() => echo.disconnect())
  return echo
}

/** Hears an event of a private channel and one of a public one, over TLS. */
async function hears(echo: Echo): Promise<void> {
  const heard: unknown[] = []
  const channels = [echo.private('room.tls'), echo.channel('news')]
  for (const channel of channels) channel.listen('.said', (data: unknown) => heard.push(data))
  await until(() => channels.every(({ state }) => state.status == 'subscribed'), { what: 'the subscriptions' })
  for (const { name } of channels) await server.publish(name, 'said', { on: name })
  await until(() => heard.length == 2, { what: 'the events' })
  expect(heard).toEqual([{ on: 'private-room.tls' }, { on: 'news' }])
}

const overTls = () => ({ wsHost: host, wssPort: front.port })

describe('over wss and https', () => {
  it('reverb connects to wssPort, with forceTLS and without, whatever wsPort says', async () => {
    const key = server.key
    const elsewhere = { wsPort: await freePort() }
    await hears(
      made(new Echo({ ...common(), broadcaster: reverb({ key, ...overTls(), ...elsewhere, forceTLS: true }) })),
    )
    await hears(made(new Echo({ ...common(), broadcaster: reverb({ key, ...overTls(), ...elsewhere }) })))
  })

  it('reverb by its name, on an https page, never connects in the clear', async () => {
    const page = createPage(`https://${host}`, {})
    const options = { ...common({ page }), ...overTls(), key: server.key, wsPort: await freePort(), forceTLS: false }
    await hears(made(new EchoByName({ ...options, broadcaster: 'reverb' })))
  })

  it('websocket takes a wss address', async () => {
    const url = `wss://${host}:${front.port}/ws`
    await hears(made(new Echo({ ...common(), broadcaster: websocket({ url, authorizeChannels: true }) })))
    await hears(made(new Echo({ ...common(), broadcaster: websocket({ url: `${url}?token=ada` }) })))
  })

  it('waits, and says so, where the certificate is nobody’s that the machine trusts', async () => {
    const platform: EchoOptions['platform'] = { WebSocket }
    const echo = made(
      new Echo({ ...common(platform), broadcaster: reverb({ key: server.key, ...overTls(), forceTLS: true }) }),
    )
    await until(() => echo.connection.get().status == 'waiting', { what: 'the refusal' })
    expect(echo.connection.get().error).toMatchObject({ kind: 'connection' })
    expect(echo.socketId()).toBeUndefined()
  })
})
