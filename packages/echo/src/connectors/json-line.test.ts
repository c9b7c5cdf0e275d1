import { describe, expect, it } from 'vitest'
import { greeted, setUp } from './websocket.fixture.js'

const page = (head: number, seqs: number[], more = false) => ({
  epoch: 'k3',
  head,
  oldest: 1,
  more,
  events: seqs.map((seq) => ({ seq, event: 'm', data: seq })),
})

describe('a server that greets', () => {
  it('S8 confirms subscriptions, and says who is there and who we are', async () => {
    const { echo, socket } = await greeted()
    const told: unknown[] = []
    const channel = echo
      .join('room')
      .here((members) => told.push(['here', members]))
      .joining((member) => told.push(['joining', member]))
      .leaving((member) => told.push(['leaving', member]))
    expect(channel.state.status).toBe('subscribing')
    const members = [
      { id: '1', info: 'Ada' },
      { id: '2', info: 'Grace' },
    ]
    socket().say({ event: 'subscribed', channel: 'presence-room', members, me: '2' })
    socket().say({ event: 'joined', channel: 'presence-room', id: '3', info: 'Linus' })
    socket().say({ event: 'left', channel: 'presence-room', id: '1' })
    expect(told).toEqual([
      ['here', ['Ada', 'Grace']],
      ['joining', 'Linus'],
      ['leaving', 'Ada'],
    ])
    expect(channel.membership?.me).toBe('2')
  })

  it('S3 asks again for a channel that was refused for now, and fails one that was refused for good', async () => {
    const { echo, socket, clock } = await greeted()
    const told: string[] = []
    const later = echo.private('later').error(({ message }: Error) => told.push(message))
    const never = echo.private('never').error(({ message }: Error) => told.push(message))
    socket().say(
      { event: 'error', channel: 'private-later', code: 503, message: 'busy', retryable: true, retryAfterMs: 2_000 },
      { event: 'error', channel: 'private-never', code: 403, message: 'no' },
    )
    expect([later.state.status, never.state.status]).toEqual(['subscribing', 'failed'])
    expect(never.state.error).toMatchObject({ kind: 'authorization', status: 403, retryable: false })
    const asked = (): number => socket().sent.filter(({ channel }) => channel == 'private-later').length
    await clock.advanceAsync(1_999)
    expect(asked()).toBe(1)
    await clock.advanceAsync(1)
    expect(asked()).toBe(2)
    socket().say({ event: 'subscribed', channel: 'private-later' })
    expect([later.state.status, told]).toEqual(['subscribed', ['busy', 'no']])
  })

  it('takes permissions along where it is told to ask for them', async () => {
    const authorize = ({ channel, socketId }: { channel: string; socketId: string }) =>
      Promise.resolve({ auth: `${socketId} ${channel}`, channel_data: '{"user_id":"7"}' })
    const { echo, socket, settle } = await greeted({}, { authorizeChannels: true }, { authorize })
    echo.join('room')
    await settle()
    const [frame] = socket().sent
    expect(frame).toEqual({
      event: 'subscribe',
      channel: 'presence-room',
      auth: '1.2 presence-room',
      channel_data: '{"user_id":"7"}',
    })
  })

  it('comes back when the server says so, and jittered', async () => {
    const { socket, status, clock, echo, sockets } = await greeted()
    socket().say({ event: 'bye', message: 'restarting', retryAfterMs: 3_000 })
    expect([status(), socket().closed]).toEqual(['waiting', true])
    expect((echo.connection.get().retryAt ?? 0) - clock.now()).toBe(3_500)
    await clock.advanceAsync(3_500)
    expect(sockets).toHaveLength(2)
  })

  it('C6 never comes back when the server says so', async () => {
    const { socket, status, clock, errors } = await greeted()
    socket().say({ event: 'bye', message: 'banned', final: true })
    clock.advance(600_000)
    expect([status(), errors.map(({ kind, message }) => [kind, message])]).toEqual([
      'failed',
      [['connection', 'banned']],
    ])
  })

  it('asks for another token when the server says that the last one ran out', async () => {
    const reasons: string[] = []
    const url = ({ reason }: { reason: string }): string => `wss://host/?${String(reasons.push(reason))}`
    const { socket, next } = await greeted({}, { url })
    socket().say({ event: 'bye', refresh: true })
    await next()
    expect(reasons).toEqual(['first', 'refresh'])
  })

  it('C14 tells of frames that make no sense, and goes on', async () => {
    const { echo, socket, errors, status } = await greeted()
    const heard: unknown[] = []
    echo.channel('users').listen('m', (data) => heard.push(data))
    const bad = [
      '',
      'null',
      '{"event":"joined"}',
      '\u0000',
      'x'.repeat(1_000_000),
      { event: 'error', code: 4200, message: 'what?' },
    ]
    socket().say(...bad, { event: 'm', channel: 'users', data: 1 })
    expect(errors.map(({ kind }) => kind)).toEqual(bad.map(() => 'protocol'))
    for (const { message } of errors) expect(message.length).toBeLessThan(200)
    expect([heard, status()]).toEqual([[1], 'connected'])
  })
})

describe('whispers to a server that acknowledges', () => {
  const talking = async (welcome: object = {}) => {
    const world = await greeted({ acks: true, maxFrameBytes: 1_000, ...welcome })
    const channel = world.echo.private('room')
    const subscribed = { event: 'subscribed', channel: 'private-room' }
    world.socket().say(subscribed)
    const whispers = () => world.sockets.flatMap(({ sent }) => sent.filter(({ event }) => event == 'client-typing'))
    return { ...world, channel, whispers, subscribed }
  }

  it('have ids, and are told of when they are refused', async () => {
    const { channel, whispers, socket, errors } = await talking()
    channel.whisper('typing', { on: true }).whisper('typing', undefined)
    const [one, two] = whispers()
    expect(one).toEqual({ event: 'client-typing', channel: 'private-room', data: { on: true }, id: '1.2-1' })
    expect(two).toEqual({ event: 'client-typing', channel: 'private-room', data: null, id: '1.2-2' })
    socket().say(
      { event: 'ack', id: '1.2-1' },
      { event: 'error', id: '1.2-2', code: 4301, message: 'client events are off' },
    )
    expect(errors).toMatchObject([{ kind: 'whisper', code: 4301, channel: 'private-room' }])
  })

  it('I11 are sent again after a lost connection, under the same id, when their channel is there again', async () => {
    const { channel, whispers, socket, errors, next, subscribed, clock } = await talking()
    channel.whisper('typing', 1).whisper('typing', 2)
    socket().say({ event: 'ack', id: '1.2-1' })
    socket().end()
    const again = await next()
    again.welcome({ acks: true })
    expect(whispers()).toHaveLength(2)
    again.say(subscribed)
    expect(whispers().map(({ id, data }) => [id, data])).toEqual([
      ['1.2-1', 1],
      ['1.2-2', 2],
      ['1.2-2', 2],
    ])
    again.say({ event: 'ack', id: '1.2-2' })
    await clock.advanceAsync(60_000 - 1)
    expect(errors).toEqual([])
  })

  it('are never sent again when one of them ended the connection with 1009', async () => {
    const { channel, whispers, socket, errors, next, subscribed } = await talking()
    channel.whisper('typing', 1)
    socket().end(1009)
    const again = await next()
    again.welcome({ acks: true })
    again.say(subscribed)
    expect([whispers().length, errors.map(({ kind }) => kind)]).toEqual([1, ['whisper']])
  })

  it('are given up with the channel, and with the connection', async () => {
    const { channel, echo, errors } = await talking()
    channel.whisper('typing', 1)
    echo.private('other')
    echo.disconnect()
    expect(errors.map(({ kind, channel }) => [kind, channel])).toEqual([['whisper', 'private-room']])
  })

  it('S11 are refused before they are sent where they are larger than the server takes', async () => {
    const { channel, whispers, errors } = await talking()
    channel.whisper('typing', 'x'.repeat(1_000))
    expect([whispers(), errors]).toMatchObject([[], [{ kind: 'whisper', code: 1009 }]])
  })

  it('tell of an encode that throws, and nobody else is harmed', async () => {
    let broken = false
    const encode = (frame: object): string => {
      if (broken) throw new Error('secret')
      return JSON.stringify(frame)
    }
    const { echo, errors } = await greeted({}, { encode })
    broken = true
    const channel = echo.channel('users')
    echo.leaveChannel('users')
    expect(errors).toMatchObject([{ kind: 'protocol', message: '`encode` threw.' }])
    expect(channel.left).toBe(true)
  })
})

describe('a server that keeps its events', () => {
  const streaming = async () => {
    const world = await greeted({ history: true })
    const heard: unknown[] = []
    const gaps: unknown[] = []
    const channel = world.echo.channel('users').listen('m', (data, { replayed }) => heard.push([data, replayed]))
    channel.gap((gap) => gaps.push(gap))
    const live = (seq: number) => ({ event: 'm', channel: 'users', data: seq, cursor: `k3:${String(seq)}` })
    return { ...world, channel, heard, gaps, live }
  }

  it('is told where we are, and what it says was missed is delivered before what is new', async () => {
    const { socket, next, heard, live, gaps, channel } = await streaming()
    expect(socket().sent).toEqual([{ event: 'subscribe', channel: 'users' }])
    socket().say({ event: 'subscribed', channel: 'users', history: page(2, []) }, live(3))
    socket().end()
    const again = await next()
    again.welcome({ history: true })
    expect(again.sent).toEqual([{ event: 'subscribe', channel: 'users', since: 'k3:3' }])
    again.say({ event: 'subscribed', channel: 'users', history: page(5, [4, 5]) }, live(6), live(6))
    expect(heard).toEqual([
      [3, false],
      [4, true],
      [5, true],
      [6, false],
    ])
    expect([gaps, channel.guarantee]).toEqual([[], 'gapless'])
  })

  it('is asked for more over the line, where a page is not enough', async () => {
    const { socket, next, heard, live, clock, gaps } = await streaming()
    socket().say({ event: 'subscribed', channel: 'users', history: page(0, []) }, live(1))
    socket().end()
    const again = await next()
    again.welcome({ history: true, socketId: '3.4' })
    again.say({ event: 'subscribed', channel: 'users', history: page(4, [2], true) })
    await clock.advanceAsync(50)
    const question = again.sent.find(({ event }) => event == 'history')
    expect(question).toMatchObject({
      channels: [{ name: 'users', epoch: 'k3', after: 2 }],
      sockets: ['1.2', '3.4'],
    })
    again.say({ event: 'history', id: question?.id, channels: { users: page(4, [3, 4]) } })
    await clock.advanceAsync(0)
    expect([heard.map((entry) => (entry as unknown[])[0]), gaps]).toEqual([[1, 2, 3, 4], []])
  })

  it('says exactly what is gone, where the server no longer keeps it', async () => {
    const { socket, next, heard, live, gaps } = await streaming()
    socket().say({ event: 'subscribed', channel: 'users', history: page(0, []) }, live(1))
    socket().end()
    const again = await next()
    again.welcome({ history: true })
    again.say({ event: 'subscribed', channel: 'users', history: { ...page(9, [8, 9]), oldest: 8 } })
    expect(gaps).toMatchObject([{ epoch: 'k3', from: 2, to: 7, reason: 'retention' }])
    expect(heard.map((entry) => (entry as unknown[])[0])).toEqual([1, 8, 9])
  })

  it('asks once more in a while when it is not answered, and leaves no timer with the connection', async () => {
    const { socket, live, clock, echo, heard } = await streaming()
    socket().say({ event: 'subscribed', channel: 'users', history: page(0, []) }, live(2))
    await clock.advanceAsync(300)
    const questions = () => socket().sent.filter(({ event }) => event == 'history')
    expect(questions()).toHaveLength(1)
    socket().say({ event: 'error', id: questions()[0]?.id, code: 503, message: 'busy', retryable: true })
    await clock.advanceAsync(5_000)
    expect(questions()).toHaveLength(2)
    socket().say({ event: 'history', id: questions()[1]?.id, channels: { users: page(2, [1, 2]) } })
    await clock.advanceAsync(0)
    expect(heard.map((entry) => (entry as unknown[])[0])).toEqual([1, 2])
    echo.disconnect()
    expect(clock.timers).toBe(0)
  })

  it.each([{}, { epoch: 'k3' }, page(-1, []), page(2, [2, 1]), { ...page(1, []), head: 2 ** 53 }, 'text'])(
    'C14 tells of a page that makes no sense, and goes on: %j',
    async (history) => {
      const { socket, live, errors, heard, channel } = await streaming()
      socket().say({ event: 'subscribed', channel: 'users', history }, live(1))
      expect([errors.map(({ kind }) => kind), channel.state.status]).toEqual([['history'], 'subscribed'])
      expect(heard.length).toBeLessThanOrEqual(1)
    },
  )
})

it('takes events of a plain server that carry a cursor for what they are: repeated ones are dropped', () => {
  const { socket, echo } = setUp({ greeting: false })
  const heard: unknown[] = []
  echo.channel('users').listen('m', (data) => heard.push(data))
  socket().open()
  for (const seq of [1, 2, 2, 1, 3])
    socket().say({ event: 'm', channel: 'users', data: seq, cursor: `e:${String(seq)}` })
  expect(heard).toEqual([1, 2, 3])
})
