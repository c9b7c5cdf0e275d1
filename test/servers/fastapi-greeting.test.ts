import { Echo, websocket, type EchoError, type WebSocketOptions } from '@resound/echo/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js'
import { until } from '../support/until.js'
import { fastApiGreetingPath, startFastApi, type FastApiServer } from './fastapi.js'
import { ServerUnavailableError } from './server.js'

let server: FastApiServer | undefined
let proxy: FaultProxy | undefined
let unavailable = ''

beforeAll(async () => {
  try {
    server = await startFastApi()
    proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: Number(new URL(server.httpUrl).port) } })
  } catch (error) {
    if (!(error instanceof ServerUnavailableError)) throw error
    unavailable = error.message
  }
})
afterAll(async () => {
  await proxy?.stop()
  await server?.stop()
})

const echoes: Echo[] = []
afterEach(() => {
  for (const echo of echoes.splice(0)) echo.disconnect()
})

/** An Echo that reaches the server through the proxy, or straight. */
function connect(url: string, options: Partial<WebSocketOptions> = {}) {
  const errors: EchoError[] = []
  const echo = new Echo({
    broadcaster: websocket({ url: `${url}${fastApiGreetingPath}?token=ada`, ...options }),
    platform: { WebSocket, random: () => 0.05 },
    onError: (error) => errors.push(error),
  })
  echoes.push(echo)
  return { echo, errors }
}
const subscribed = ({ state }: { readonly state: { readonly status: string } }): boolean => state.status == 'subscribed'

describe('websocket on a FastAPI that greets', () => {
  const test = (title: string, run: (server: FastApiServer, proxy: FaultProxy) => Promise<void>): void => {
    it(title, async ({ skip }) => {
      if (!server || !proxy) return skip(unavailable)
      await run(server, proxy)
    })
  }

  test('loses, repeats and reorders nothing, however often its connection is cut', async (running, line) => {
    const { echo } = connect(line.url)
    const heard: number[] = []
    const gaps: unknown[] = []
    const channel = echo.channel('numbers').listen('number', (n: number) => heard.push(n))
    channel.gap((gap) => gaps.push(gap))
    await until(() => subscribed(channel))
    const wanted = Array.from({ length: 300 }, (_, n) => n)
    for (const n of wanted) {
      if (n % 60 == 30) line.cut()
      await running.publish('numbers', 'number', n)
    }
    await until(() => heard.length >= wanted.length)
    expect([heard, gaps]).toEqual([wanted, []])
    expect(channel.guarantee).toBe('gapless')
  })

  test('has a whisper done once whose answer was lost with the connection', async (running, line) => {
    const [ada, grace] = [connect(line.url), connect(running.url)]
    const heard: unknown[] = []
    const from = ada.echo.private('talk')
    const to = grace.echo.private('talk').listenForWhisper('typing', (data) => heard.push(data))
    await until(() => subscribed(from) && subscribed(to))
    const sent: string[] = []
    ada.echo.watchFrames((direction, frame) => {
      if (direction == 'out' && frame.includes('client-typing')) sent.push(frame)
    })
    line.halfOpen(true, 'down')
    from.whisper('typing', 1)
    await until(() => heard.length == 1)
    line.cut()
    line.halfOpen(false)
    await until(() => sent.length == 2)
    from.whisper('typing', 2)
    await until(() => heard.length == 2)
    expect(heard).toEqual([1, 2])
    expect(sent[0]).toBe(sent[1])
    expect(ada.errors).toEqual([])
  })

  test('asks for another token and comes back when the server says goodbye', async (running) => {
    const reasons: string[] = []
    const { echo, errors } = connect(running.url, {
      url({ reason }) {
        reasons.push(reason)
        return `${running.url}${fastApiGreetingPath}?token=ada`
      },
    })
    const channel = echo.channel('news')
    await until(() => subscribed(channel))
    const before = echo.socketId()
    await running.bye({ retry_after_ms: '20', refresh: 'true' })
    await until(() => echo.socketId() != before && subscribed(channel))
    expect([reasons, errors]).toEqual([['first', 'refresh'], []])
    await running.bye({ final: 'true' })
    await until(() => echo.connection.get().status == 'failed')
  })
})
