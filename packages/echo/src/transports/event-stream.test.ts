import { describe, expect, it } from 'vitest'
import { openEventStream } from './event-stream.js'
import { setUp, settled } from './repeated-request.fixture.js'

async function streaming() {
  const world = setUp(openEventStream)
  world.last().stream()
  await settled()
  world.last().say('retry: 1000\n\ndata: {"a":1}\n\n')
  await settled()
  return world
}

describe('event stream', () => {
  it('asks for a stream at once, and makes a frame of the data of every event', async () => {
    const { requests, frames, last } = await streaming()
    last().say('event: reset\ndata: {"b"')
    await settled()
    last().say(':2}\n\n')
    await settled()
    expect(requests.map(({ accept, soon }) => [accept, soon])).toEqual([['text/event-stream', true]])
    expect(frames).toEqual(['{"a":1}', ':', '{"b":2}'])
  })

  it('takes a heartbeat for a sign of life', async () => {
    const { frames, last } = await streaming()
    last().say(': hb\n\n')
    await settled()
    expect(frames).toEqual(['{"a":1}', ':'])
  })

  it('gives up a stream of which nothing comes after its head: something keeps it back', async () => {
    const { last, pass, ends, requests } = setUp(openEventStream)
    last().stream()
    await pass(2_999)
    expect(ends).toEqual([])
    await pass(1)
    expect(ends).toEqual(['The event stream is silent: something on its way keeps it back.'])
    expect([requests.length, last().signal.aborted]).toEqual([1, true])
  })

  it('asks once more, 50 ms after the first of many commands, and lets the old request go', async () => {
    const { transport, requests, last, pass } = await streaming()
    const [first] = requests
    transport.send('a')
    await pass(30)
    transport.send('b')
    await pass(19)
    expect(requests).toHaveLength(1)
    await pass(1)
    expect([requests.length, first?.signal.aborted, last().signal.aborted]).toEqual([2, true, false])
    await pass(60_000)
    expect(requests).toHaveLength(2)
  })

  it('takes nothing from a request that was replaced', async () => {
    const { transport, requests, frames, last, pass } = await streaming()
    last().deaf = true
    transport.send('a')
    await pass(50)
    requests[0]?.say('data: late\n\n')
    await settled()
    expect(frames).toEqual(['{"a":1}'])
  })

  it('asks again for a stream that ended after it had lasted, and says nothing of it', async () => {
    const { last, pass, requests, frames, ends } = await streaming()
    await pass(10_000)
    last().end()
    await pass(999)
    expect(requests).toHaveLength(1)
    await pass(1)
    expect([requests.length, frames, ends]).toEqual([2, ['{"a":1}'], []])
  })

  it('takes a stream that ended at once for a failure, and the server at its word when to come back', async () => {
    const { last, frames, pass } = await streaming()
    await pass(9_000)
    last().end()
    await settled()
    expect(frames.at(-1)).toBe('{"error":{"message":"The event stream ended.","retryAfterMs":1000}}')
  })

  it('does not keep quiet about a server that wants us to stay away, nor believes one that wants it for ever', async () => {
    const { last, frames, pass } = await streaming()
    last().say('retry: 99999999\n\n')
    await pass(20_000)
    last().end()
    await settled()
    expect(frames.at(-1)).toBe('{"error":{"message":"The event stream ended.","retryAfterMs":120000}}')
  })

  it('is lost when the connection is, by name alone', async () => {
    const { last, ends } = await streaming()
    last().cut()
    await settled()
    expect(ends).toEqual(['The request failed (TypeError).'])
  })

  it('is lost when a line never ends', async () => {
    const { last, ends } = await streaming()
    for (let times = 0; times < 17; times++) last().say('x'.repeat(1_000_000))
    await settled()
    expect(ends).toEqual(['An event stream sent a line of more than 16000000 characters.'])
  })

  it('takes what was missed on many channels in one line, however much that is', async () => {
    const { last, frames, ends } = await streaming()
    const page = 'x'.repeat(3_000_000)
    last().say(`data: ${page}\n\n`)
    await settled()
    expect([frames.at(-1) == page, ends]).toEqual([true, []])
  })

  it.each([
    ['what is no stream', { status: 200 }, { status: 406 }],
    ['406', { status: 406 }, { status: 406 }],
    ['401', { status: 401 }, { status: 401 }],
    ['429', { status: 429, headers: { 'Retry-After': '7' } }, { status: 429, retryAfterMs: 7_000 }],
  ])('makes a frame of a failure: %s', async (_, init, error) => {
    const { last, frames } = setUp(openEventStream)
    last().reply('{"message":"No."}', init)
    await settled()
    expect(frames.map((frame) => JSON.parse(frame) as unknown)).toEqual([{ error: { message: 'No.', ...error } }])
  })

  it('leaves no timer and no request when it is closed, whenever that is', async () => {
    const moments = [
      () => undefined,
      ({ last }: ReturnType<typeof setUp>) => last().stream(),
      ({ transport }: ReturnType<typeof setUp>) => transport.send('a'),
    ]
    for (const reach of moments) {
      const world = setUp(openEventStream)
      reach(world)
      await settled()
      world.transport.close()
      await world.pass(60_000)
      expect([world.clock.timers, world.last().signal.aborted, world.requests.length, world.ends]).toEqual([
        0,
        true,
        1,
        [],
      ])
    }
  })
})
