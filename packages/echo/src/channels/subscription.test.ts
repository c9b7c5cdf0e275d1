import { describe, expect, it, vi } from 'vitest'
import { setUp, settled } from './channel-registry.fixture.js'

/** A private channel that the server has been asked for. */
async function asked() {
  const scene = setUp()
  const channel = scene.registry.channel('private', 'a')
  const ask = async (): Promise<void> => {
    scene.next().allow()
    await settled()
  }
  scene.connect()
  await ask()
  const refuse = (retryable = false): void => {
    scene.registry.receive({ kind: 'refused', channel: 'private-a', code: 1, reason: 'No.', retryable })
  }
  return { ...scene, channel, ask, refuse }
}

describe('a subscription that is told to try again', () => {
  it('does nothing while it is under way, or made', async () => {
    const { channel, confirm, asked: requests, commands } = await asked()
    channel.resubscribe()
    confirm('private-a')
    channel.resubscribe()
    await settled()
    expect([channel.state.status, requests, commands]).toEqual(['subscribed', [], ['subscribe private-a']])
  })

  it('S3 does so at once where it only waits, and forgets what went wrong', async () => {
    const { channel, refuse, asked: requests, clock } = await asked()
    refuse(true)
    channel.resubscribe()
    expect(channel.state).toEqual({ status: 'subscribing', error: null })
    expect([requests.length, clock.timers]).toEqual([1, 0])
  })

  it('S3 begins a new row of failures, the first of which is told', async () => {
    const { channel, refuse, ask, clock } = await asked()
    const error = vi.fn()
    channel.error(error)
    refuse(true)
    clock.advance(250)
    await ask()
    refuse(true)
    expect([error.mock.calls.length, clock.nextInMs]).toEqual([1, 500])
    channel.resubscribe()
    await ask()
    refuse(true)
    expect([error.mock.calls.length, clock.nextInMs]).toEqual([2, 250])
  })
})

describe('a subscription that the server refused', () => {
  it('S3 begins a new row of failures once it was confirmed', async () => {
    const { channel, refuse, ask, confirm, clock } = await asked()
    const error = vi.fn()
    channel.error(error)
    refuse(true)
    clock.advance(250)
    await ask()
    confirm('private-a')
    refuse(true)
    expect([error.mock.calls.length, clock.nextInMs]).toEqual([2, 250])
  })

  it('S5 waits for no confirmation meanwhile, and takes none', async () => {
    const { channel, refuse, confirm, clock } = await asked()
    clock.advance(4_999)
    refuse(true)
    expect([clock.timers, clock.nextInMs]).toEqual([1, 250])
    confirm('private-a')
    expect(channel.state.status).toBe('subscribing')
  })

  it('S5 asks three times anew when it is tried again', async () => {
    const { refuse, ask, commands, clock } = await asked()
    clock.advance(10_000)
    refuse(true)
    clock.advance(250)
    await ask()
    clock.advance(10_000)
    expect(commands).toEqual(Array(6).fill('subscribe private-a'))
  })

  it('S3 waits for nothing where it is for good', async () => {
    const { refuse, clock, channel, confirm } = await asked()
    refuse()
    confirm('private-a')
    expect([clock.timers, channel.state.status]).toEqual([0, 'failed'])
  })

  it('S11 forgets the whispers that waited', async () => {
    const { channel, refuse, ask, confirm, connect, commands } = await asked()
    channel.whisper('typing', 1)
    refuse()
    connect()
    await ask()
    confirm('private-a')
    expect(commands).toEqual(['subscribe private-a', 'subscribe private-a'])
  })
})

describe('a subscription', () => {
  it('S11 sends what waited once, not on the next link again', async () => {
    const { channel, confirm, connect, ask, commands } = await asked()
    channel.whisper('typing', 1)
    confirm('private-a')
    connect()
    await ask()
    confirm('private-a')
    expect(commands).toEqual(['subscribe private-a', 'whisper private-a typing 1', 'subscribe private-a'])
  })

  it('S11 sends nothing of before in a channel that was left and joined again', async () => {
    const { registry, channel, ask, confirm, commands } = await asked()
    channel.whisper('typing', 1)
    registry.leave('a')
    channel.subscribe()
    await ask()
    confirm('private-a')
    expect(commands).toEqual(['subscribe private-a', 'unsubscribe private-a', 'subscribe private-a'])
  })

  it('is idle once it was left', async () => {
    const { registry, channel, confirm } = await asked()
    confirm('private-a')
    registry.leave('a')
    expect(channel.state).toEqual({ status: 'idle', error: null })
  })

  it('forgets on a lost link what went wrong there, and keeps it on a new one until that answers', async () => {
    const { channel, refuse, connect, lose } = await asked()
    refuse()
    connect()
    expect(channel.state).toMatchObject({ status: 'subscribing', error: { code: 1 } })
    lose()
    expect(channel.state).toEqual({ status: 'subscribing', error: null })
  })

  it('C11 waits for nothing where who was told of it left', async () => {
    const { registry, channel, confirm, clock } = await asked()
    channel.subscribed(() => registry.leave('a'))
    confirm('private-a')
    expect([channel.state.status, clock.timers]).toEqual(['idle', 0])
  })
})
