// What pusher-js does with each event is left out where nobody sees it. Here is who could, on sockets without a network, because
// servers send no such frames.
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { Echo, pusher as onPusher } from '@resound/echo/core'
import { loadLibrary } from '../conformance/support/library-page.js'
import { createManualClock, type ManualClock } from '../support/manual-clock.js'
import { until } from '../support/until.js'
import type { Reached } from './both.js'

const GREETING = { event: 'pusher:connection_established', data: '{"socket_id":"1.1","activity_timeout":30}' }
const FRAMES = [
  { event: 'said', channel: 'room', data: '{"n":1}' },
  { event: 'said', channel: 'room', data: { n: 2 } },
  { event: 'said', channel: 'room', data: 'no JSON' },
  { event: 'said', channel: 'room', data: '"text"' },
  { event: 'said', channel: 'room', data: '"8"' },
  { event: 'said', channel: 'room', data: 'null' },
  { event: 'said', channel: 'room', data: '7' },
  { event: 'said', channel: 'room' },
  { event: 'client-said', channel: 'room', data: '{"n":3}', user_id: '5' },
  { event: 'said', channel: 'elsewhere', data: '{"n":4}' },
  { event: 'said', data: '{"n":5}' },
].map((frame) => JSON.stringify(frame))

/** A socket whose other end is the test. */
class Socket {
  onopen: (() => void) | undefined
  onmessage: ((message: { data: string }) => void) | undefined
  readonly sent: string[] = []

  say(frame: string): void {
    this.onmessage?.({ data: frame })
  }
  send(frame: string): void {
    this.sent.push(frame)
  }
  close(): void {
    this.onopen = undefined
  }
}

interface Page {
  readonly clock: ManualClock
  readonly Pusher: Reached
  readonly pusher: Reached
  readonly socket: Socket
  /** An Echo on it, connected. */
  join(): Promise<Echo>
}

/** pusher-js in a page of its own, connected. */
async function open(): Promise<Page> {
  const clock = createManualClock()
  const sockets: Socket[] = []
  const WebSocket = class extends Socket {
    constructor() {
      super()
      sockets.push(this)
      queueMicrotask(() => {
        this.onopen?.()
        this.say(JSON.stringify(GREETING))
      })
    }
  }
  const Pusher: Reached = loadLibrary('pusher-js/dist/web/pusher.js', { clock, WebSocket: WebSocket as never })
  const pusher: Reached = new Pusher('key', { cluster: '', wsHost: 'localhost', enabledTransports: ['ws'] })
  await until(() => pusher.connection.state == 'connected', { what: 'the connection' })
  const [socket = new Socket()] = sockets
  const join = async (): Promise<Echo> => {
    const echo = new Echo({ broadcaster: onPusher({ client: pusher }), platform: { clock }, onError: () => undefined })
    onTestFinished(() => {
      echo.disconnect()
    })
    await until(() => echo.connection.get().status == 'connected', { what: 'the Echo' })
    return echo
  }
  return { clock, Pusher, pusher, socket, join }
}

type Bind = (pusher: Reached, heard: (...what: unknown[]) => void) => void

const room = (pusher: Reached): Reached => pusher.channel('room') ?? pusher.subscribe('room')
const binders: Record<string, Bind> = {
  'a message of the connection': (pusher, heard) => pusher.connection.bind('message', heard),
  'all of the connection': (pusher, heard) =>
    pusher.connection.bind_global((name: string, data: unknown) => name == 'message' && heard(data)),
  'an event, by the instance': (pusher, heard) => pusher.bind('said', heard),
  'all, by the instance': (pusher, heard) => pusher.bind_global(heard),
  'an event of a channel': (pusher, heard) => room(pusher).bind('said', heard),
  'all of a channel': (pusher, heard) => room(pusher).bind_global(heard),
  'an event of a channel that is subscribed to with the library': (pusher, heard) =>
    pusher.subscribe('elsewhere').bind('said', heard),
}

/** What the binder hears of the frames, and what a listener of an Echo does. */
async function play(bind: Bind | undefined, when: 'alone' | 'before the Echo' | 'after'): Promise<unknown[][]> {
  const { pusher, socket, join } = await open()
  const bound: unknown[] = []
  const listened: unknown[] = []
  const hear = (...what: unknown[]): void => void bound.push(what)
  if (when != 'after') bind?.(pusher, hear)
  if (when != 'alone') {
    const echo = await join()
    echo.channel('room').listen('.said', (data: unknown) => listened.push(data))
  }
  if (when == 'after') bind?.(pusher, hear)
  for (const frame of FRAMES) socket.say(frame)
  return [bound, listened]
}

describe('an event on pusher-js', () => {
  it.each(Object.entries(binders))('reaches who binds to %s as it does without an Echo', async (_, bind) => {
    const [expected = []] = await play(bind, 'alone')
    expect(expected.length).toBeGreaterThan(0)
    const listened = [{ n: 1 }, { n: 2 }, 'no JSON', 'text', '8', null, 7, undefined]
    expect(await play(bind, 'before the Echo')).toEqual([expected, listened])
    expect(await play(bind, 'after')).toEqual([expected, listened])
    expect(await play(undefined, 'after')).toEqual([[], listened])
  })

  it('is none of its business where nobody binds', async () => {
    const { pusher, socket, join } = await open()
    const heard: unknown[] = []
    const echo = await join()
    echo.channel('room').listen('.said', (data: unknown) => heard.push(data))
    const emit = vi.spyOn(pusher.connection, 'emit')
    socket.say('{"event":"said","channel":"room","data":"{}"}')
    expect(heard).toEqual([{}])
    expect(emit).not.toHaveBeenCalledWith('message', expect.anything())
    pusher.unbind_all()
    pusher.user.signin_requested = true
    socket.say('{"event":"said","channel":"room","data":"{}"}')
    expect(heard).toEqual([{}, {}])
    expect(emit).toHaveBeenCalledWith('message', expect.anything())
  })

  it.each(['log', 'logToConsole'])('is in its log (%s)', async (how) => {
    const lines: unknown[] = []
    const { Pusher, socket, join } = await open()
    await join()
    const console = vi.spyOn(globalThis.console, 'log').mockImplementation((line) => void lines.push(line))
    onTestFinished(() => {
      console.mockRestore()
    })
    Pusher[how] = (line: unknown): void => void lines.push(line)
    socket.say('{"event":"said","channel":"room","data":"{}"}')
    expect(lines.join()).toContain('"Event recd",{"event":"said"')
  })

  it('is a sign of life: it asks for one after a silence, and waits for none while events come', async () => {
    const { clock, pusher, socket, join } = await open()
    await join()
    const asked = (): boolean => socket.sent.includes('{"event":"pusher:ping","data":{}}')
    for (let n = 0; n < 20; n++) {
      await clock.advanceAsync(10_000)
      socket.say('{"event":"said","channel":"room","data":"{}"}')
    }
    await clock.advanceAsync(29_000)
    expect(asked()).toBe(false)
    await clock.advanceAsync(1_000)
    await until(asked, { what: 'the ping' })
    // Its answer is lost, but not what follows it.
    await clock.advanceAsync(10_000)
    socket.say('{"event":"said","channel":"room","data":"{}"}')
    await clock.advanceAsync(29_000)
    expect(pusher.connection.state).toBe('connected')
  })

  it('is not told once it is disconnected', async () => {
    const { pusher, socket, join } = await open()
    const heard: unknown[] = []
    const echo = await join()
    echo.channel('room').listen('.said', (data: unknown) => heard.push(data))
    pusher.bind('said', (data: unknown) => heard.push(data))
    pusher.disconnect()
    socket.say('{"event":"said","channel":"room","data":"{}"}')
    expect(heard).toEqual([])
  })
})
