// What socket.io-client does with each event is left out where nobody sees it. Here is who could, and what must not be overtaken, on
// sockets without a network, because servers send no such frames.
import { describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import type { Reached } from './both.js'
import { build4, builds, cut, open, settled, type Build, type Page, HANDSHAKE } from './socket-io-page.js'

const FRAMES = [
  // No message of Engine.IO.
  '62["said","room",{"n":8}]',
  '42["said","room",{"n":1}]',
  '42["said","room",["text"]]',
  '42["said","room","text"]',
  '42["said","room",8]',
  '42["said","room",null]',
  '42["said","room"]',
  '421["said","room",{"n":2}]',
  '42["said","room",{"n":3}]',
  '42["sa\\u0069d","room",{"n":4}]',
  '42["said","elsewhere",{"n":5}]',
  '42["said",{"n":6}]',
  '42/other,["said","room",{"n":7}]',
  '42[7,"room",{"n":8}]',
  '42["said","room",{"n":9}]',
]
const LISTENED = [{ n: 1 }, ['text'], 'text', 8, null, undefined, { n: 2 }, { n: 3 }, { n: 4 }, { n: 9 }]

type Bind = (socket: Reached, heard: (...what: unknown[]) => void) => void

const packetsOf = (heard: (...what: unknown[]) => void) => (packet: Reached) => {
  const { type, data } = packet
  if (type == 'message' || type == 2) heard(data)
}

const binders: Record<string, Bind> = {
  'an event of the socket': (socket, heard) => socket.on('said', heard),
  'the next event of the socket': (socket, heard) => socket.once('said', heard),
  'packets of the manager': ({ io }, heard) => io.on('packet', packetsOf(heard)),
  'packets of the engine': ({ io }, heard) => io.engine.on('packet', packetsOf(heard)),
  'messages of the engine': ({ io }, heard) => io.engine.on('message', heard),
  'data of the engine': ({ io }, heard) => io.engine.on('data', heard),
  'all, by a method of the socket in another’s place': (socket, heard) => {
    const { onevent } = socket
    socket.onevent = (packet: Reached) => {
      heard(packet.data)
      onevent.call(socket, packet)
    }
  },
}
const bindersOf4: Record<string, Bind> = {
  ...binders,
  'all of the socket': (socket, heard) => socket.onAny(heard),
  'all of the socket, before others': (socket, heard) => socket.prependAny(heard),
}
const everyBuild = Object.keys(builds) as Build[]
const everyBinder = everyBuild.flatMap((build) =>
  Object.entries(build == 'version 2' ? binders : bindersOf4).map(([what, bind]) => [build, what, bind] as const),
)

/** Listens with the Echo. */
function listen({ echo }: Page): unknown[] {
  const heard: unknown[] = []
  echo.channel('room').listen('.said', (data: unknown) => heard.push(data))
  return heard
}

/** What the binder hears of the frames, and what a listener of an Echo does. */
async function play(build: Build, when: 'alone' | 'early' | 'late' | 'later', bind?: Bind): Promise<unknown[][]> {
  const page = await open(build, when != 'alone')
  const { socket } = page
  const bound: unknown[] = []
  const listened = when == 'alone' ? [] : listen(page)
  // As it is now: the library adds to it.
  const hear = (...what: unknown[]): void => void bound.push(JSON.stringify(what))
  if (when == 'early') bind?.(socket, hear)
  await page.greet()
  if (when == 'later') {
    await cut(page)
    await page.greet()
  }
  bound.length = 0
  if (when != 'early') bind?.(socket, hear)
  page.server.say(...FRAMES)
  await settled()
  return [bound, listened]
}

describe('an event on socket.io-client', () => {
  it.each(everyBinder)('reaches who binds as it does without an Echo, on %s: %s', async (build, _, bind) => {
    const [expected = []] = await play(build, 'alone', bind)
    expect(expected.length).toBeGreaterThan(0)
    for (const when of ['early', 'late', 'later'] as const)
      expect([when, ...(await play(build, when, bind))]).toEqual([when, expected, LISTENED])
  })

  it.each(everyBuild)('is heard where nobody binds, on %s', async (build) => {
    for (const when of ['late', 'later'] as const) expect(await play(build, when)).toEqual([[], LISTENED])
  })

  it.each(everyBuild)('is none of its business while nobody binds, on %s', async (build) => {
    const page = await open(build, true)
    const { socket, greet } = page
    const heard = listen(page)
    const add = vi.spyOn(socket.io.decoder, 'add')
    const event = '42["said","room",{}]'
    const goesBy = (): boolean => {
      const [before, calls] = [heard.length, add.mock.calls.length]
      page.server.say(event)
      return heard.length > before && add.mock.calls.length == calls
    }
    await greet()
    expect(goesBy()).toBe(true)
    await cut(page)
    await greet()
    expect(goesBy()).toBe(true)
    const own = (): void => undefined
    socket.on('said', own)
    expect(goesBy()).toBe(false)
    await settled()
    socket.off('said', own)
    socket.io.engine.on('packet', own)
    expect(goesBy()).toBe(false)
    await settled()
    // Without a listener all of them are meant.
    socket.io.engine.off('packet')
    expect(goesBy()).toBe(true)
    socket.io.engine.on('packet', own)
    expect(goesBy()).toBe(false)
    await settled()
    expect(heard).toHaveLength(6)
  })

  it.each(build4)('is heard on, also by who comes after all who hear everything were removed, on %s', async (build) => {
    const page = await open(build, true)
    const heard = listen(page)
    await page.greet()
    const bound: unknown[] = []
    page.socket.offAny()
    page.socket.onAny((...what: unknown[]) => bound.push(what))
    page.server.say('42["said","room",1]')
    await settled()
    page.socket.offAny()
    page.server.say('42["said","room",2]')
    await settled()
    page.server.say('42["said","room",3]')
    expect([bound, heard]).toEqual([[['said', 'room', 1]], [1, 2, 3]])
  })

  it('is a sign of life, which version 2 waits for', async () => {
    const page = await open('version 2', true)
    const heard = listen(page)
    await page.greet()
    const { engine } = page.socket.io
    const late = engine.pingTimeoutTimer
    page.server.say('42["said","room",1]')
    expect(heard).toEqual([1])
    expect(engine.pingTimeoutTimer).not.toBe(late)
  })

  it.each(everyBuild)('is of its namespace, on %s', async (build) => {
    const page = await open(build, true, { nsp: '/chat' })
    const heard = listen(page)
    await page.greet()
    const add = vi.spyOn(page.socket.io.decoder, 'add')
    page.server.say('42/chat,["said","room",1]')
    expect([heard, add.mock.calls]).toEqual([[1], []])
    page.server.say('42["said","room",2]', '42/chats,["said","room",3]', '42/chat,["said","room",4]')
    await settled()
    expect(heard).toEqual([1, 4])
  })
})

describe('an event behind what socket.io-client has in hand', () => {
  const binary = new Uint8Array([1]).buffer

  it.each(build4)('does not overtake it, on %s', async (build) => {
    const page = await open(build, true)
    const heard = listen(page)
    await page.greet()
    const { server } = page
    server.say('421["said","room",1]', '42["said","room",2]', '42["said","room","text"]', '42["said","room",3]')
    expect(heard).toEqual([])
    await settled()
    server.say('451-["said","room",{"_placeholder":true,"num":0}]', binary, '42["said","room",4]')
    await settled()
    expect(heard).toEqual([1, 2, 'text', 3, binary, 4])
  })

  it.each(build4)('does not overtake the second of two, said between them, on %s', async (build) => {
    const page = await open(build, true)
    const heard = listen(page)
    await page.greet()
    page.server.say('421["said","room",1]')
    queueMicrotask(() => {
      page.server.say('42["said","room",3]')
    })
    page.server.say('422["said","room",2]')
    await settled()
    expect(heard).toEqual([1, 2, 3])
  })

  it.each(build4)('does not overtake it, also where an Echo came while something was in hand, on %s', async (build) => {
    const page = await open(build, false)
    await page.greet()
    page.server.say('421["said","room",0]')
    page.join()
    const heard = listen(page)
    await cut(page)
    await page.greet()
    page.server.say('421["said","room",1]', '42["said","room",2]')
    await settled()
    expect(heard).toEqual([1, 2])
  })

  it.each(build4)('comes after what was missed, which comes before the greeting, on %s', async (build) => {
    const page = await open(build, true)
    const heard = listen(page)
    const { server, greet } = page
    server.onopen?.()
    server.say(`0${JSON.stringify({ sid: 's', ...HANDSHAKE })}`, '42["said","room",1]', '40{"sid":"n"}')
    server.say('42["said","room",2]')
    await settled()
    expect(heard).toEqual([1, 2])
    await cut(page)
    await greet()
  })
})

describe('a connection that could be taken up again', () => {
  it.each(build4)('is, from the last event that was heard, on %s', async (build) => {
    const page = await open(build, true, { greeting: { pid: 'p' } })
    const heard = listen(page)
    await page.greet()
    for (const frame of ['42["said","room",{"n":1},"first"]', '42["said","room",{"n":2},"second" ]']) {
      page.server.say(frame)
      await settled()
    }
    page.server.say('42["said","room",{"n":3}]')
    await settled()
    expect(heard).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
    await cut(page)
    await page.greet()
    await until(() => page.server.sent.some((frame) => frame.startsWith('40')))
    expect(page.server.sent.find((frame) => frame.startsWith('40'))).toMatch(/^40{"pid":"p","offset":"second"/)
  })
})

describe('an offset', () => {
  it.each(build4)(
    'reaches no listener where the server adds one, and a text in its place does elsewhere, on %s',
    async (build) => {
      const says = '42["said","room","text"]'
      for (const [greeting, expected] of [
        [{ pid: 'p' }, undefined],
        [{}, 'text'],
      ] as const) {
        const page = await open(build, true, { greeting })
        const heard = listen(page)
        await page.greet()
        page.server.say(says)
        await settled()
        expect(heard).toEqual([expected])
      }
    },
  )
})

describe('what is no event, or none of this connection', () => {
  it.each(build4)('ends the connection as it does without an Echo, on %s', async (build) => {
    for (const frame of ['42["said","room",{]', '42["connect","room",{}]', '42["disconnect","room",{}]']) {
      const page = await open(build, true)
      const heard = listen(page)
      await page.greet()
      const reasons: unknown[] = []
      page.socket.on('disconnect', (reason: unknown) => reasons.push(reason))
      page.server.say(frame)
      await until(() => page.servers.length > 1, { what: 'the next attempt' })
      expect([frame, reasons, heard]).toEqual([frame, ['parse error'], []])
    }
  })

  it.each(build4)('is not heard: it comes late, by the connection before, on %s', async (build) => {
    const page = await open(build, true)
    const heard = listen(page)
    await page.greet()
    const [before] = page.servers
    await cut(page)
    await page.greet()
    before?.say('42["said","room",1]')
    page.server.say('42["said","room",2]')
    await settled()
    expect(heard).toEqual([2])
  })

  it.each(build4)('is not heard: the socket was closed, on %s', async (build) => {
    const page = await open(build, true)
    const heard = listen(page)
    await page.greet()
    page.socket.disconnect()
    page.server.say('42["said","room",1]')
    await settled()
    expect(heard).toEqual([])
  })

  it.each(build4)('is left alone where the application has a parser of its own, on %s', async (build) => {
    const page = await open(build, true)
    const heard = listen(page)
    page.socket.io.opts.parser = {}
    const add = vi.spyOn(page.socket.io.decoder, 'add')
    await page.greet()
    page.server.say('42["said","room",1]')
    await settled()
    expect([heard, add.mock.calls.length]).toEqual([[1], 2])
  })
})

describe('an Echo that goes', () => {
  it.each(build4)('leaves nothing behind that hears, on %s', async (build) => {
    const { socket, greet, join } = await open(build, false)
    const lists = () => [socket.listenersAny(), socket.io.listeners('packet'), socket.io.decoder.listeners('decoded')]
    await greet()
    const before = lists().map((list) => list.length)
    const echo = join()
    expect(lists().map((list) => list.length)).not.toEqual(before)
    echo.disconnect()
    socket.connect()
    expect(lists().map((list) => list.length)).toEqual([0, 1, 0])
  })
})
