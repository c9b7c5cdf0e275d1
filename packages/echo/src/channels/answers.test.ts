import { expect, it } from 'vitest'
import type { Channel } from './channel.js'
import { setUp, settled } from './channel-registry.fixture.js'

/** Private channels that asked the server, in this order; nothing is answered yet. */
async function asking(...names: readonly string[]) {
  const { registry, connect, next, ...others } = setUp()
  const ask = async (name: string) => {
    const channel = registry.channel('private', name)
    next().allow()
    await settled()
    return channel
  }
  connect()
  const channels: Channel[] = []
  for (const name of names) channels.push(await ask(name))
  const refuse = (channel?: string): void => {
    registry.receive({ kind: 'refused', channel, code: 4009, reason: 'No.' })
  }
  const states = (): string[] => channels.map(({ state }) => state.status)
  return { ...others, registry, connect, next, ask, refuse, states }
}

it('S4 takes a refusal without a channel for the oldest that was not answered yet', async () => {
  const { confirm, refuse, states } = await asking('a', 'b', 'c')
  confirm('private-a')
  refuse()
  expect(states()).toEqual(['subscribed', 'failed', 'subscribing'])
  refuse()
  expect(states()).toEqual(['subscribed', 'failed', 'failed'])
})

it('S4 takes a refusal without a channel for the oldest, also where that one was asked for again meanwhile', async () => {
  const { clock, ask, refuse, commands } = await asking('a')
  clock.advance(4_000)
  const b = await ask('b')
  clock.advance(1_000)
  expect(commands).toEqual(['subscribe private-a', 'subscribe private-b', 'subscribe private-a'])
  refuse()
  expect(b.state.status).toBe('subscribing')
})

it('S4 takes a refusal that names a channel for no other that waits longer', async () => {
  const { refuse, states } = await asking('a', 'b')
  refuse('private-b')
  expect(states()).toEqual(['subscribing', 'failed'])
  refuse()
  expect(states()).toEqual(['failed', 'failed'])
})

it('S4 takes a refusal without a channel for none that was asked for on the link before', async () => {
  const { connect, lose, next, refuse, states } = await asking('a', 'b')
  lose()
  connect()
  const a = next()
  next().allow()
  await settled()
  refuse()
  expect(states()).toEqual(['subscribing', 'failed'])
  a.allow()
})

it('tells how a refusal came: from which server, and when it may pass', async () => {
  const { registry, asked, next, clock } = await asking('a', 'b')
  const refused = { kind: 'refused', code: undefined, reason: 'No.', status: 429 } as const
  registry.receive({ ...refused, channel: 'private-a', retryable: true, retryAfterMs: 7_000 })
  registry.receive({ ...refused, channel: 'private-b', status: 403 })
  const errors = ['private-a', 'private-b'].map((name) => registry.channels[name]?.state.error)
  expect(errors).toMatchObject([
    { kind: 'authorization', status: 429, channel: 'private-a', retryable: true },
    { kind: 'authorization', status: 403, channel: 'private-b', retryable: false },
  ])
  clock.advance(6_999)
  expect(asked).toEqual([])
  clock.advance(1)
  expect(next().channel).toBe('private-a')
})

it('S2 drops a refusal of a subscription that was left, while the next one of its name is asked for', async () => {
  const { registry, ask, refuse, reported } = await asking('a')
  registry.leave('a')
  const again = await ask('a')
  refuse('private-a')
  expect([again.state.status, reported]).toEqual(['subscribing', []])
  refuse('private-a')
  expect(again.state.status).toBe('failed')
})
