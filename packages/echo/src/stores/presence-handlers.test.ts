import { describe, expect, it, vi } from 'vitest'
import { ada, bob, setUp } from './presence.fixture.js'

describe('the handlers of a presence channel', () => {
  it('hear who is here, who comes and who has left', () => {
    const { channel, clock, store } = setUp()
    const calls: unknown[] = []
    store.attach({
      onHere: (members) => calls.push(['here', members.map(({ name }) => name)]),
      onJoin: ({ name }) => calls.push(['join', name]),
      onLeave: ({ name }) => calls.push(['leave', name]),
    })
    for (const now of [{ 1: ada() }, { 1: ada(), 2: bob() }, { 2: bob() }]) {
      channel.members(now)
      clock.paint()
    }
    clock.advance(2_000)
    expect(calls).toEqual([
      ['here', ['Ada']],
      ['join', 'Bob'],
      ['leave', 'Ada'],
    ])
  })

  it('hear at once who is here, if that is known', () => {
    const { channel, client, clock, store } = setUp()
    channel.members({ 1: ada() })
    clock.paint()
    const onHere = vi.fn()
    store.attach({ onHere })
    store.attach({})
    expect(onHere).toHaveBeenCalledExactlyOnceWith([ada()])
    expect(client.reported).toEqual([])
  })

  it('is told late, too, without harm to who gives it a handler that throws', () => {
    const { channel, client, clock, store } = setUp()
    channel.members({ 1: ada() }, '1')
    clock.paint()
    const thrown = new Error('mine')
    const undo = store.attach({
      onHere() {
        throw thrown
      },
    })
    expect(client.reported).toEqual([thrown])
    expect(undo).toBeInstanceOf(Function)
  })

  it('may throw without harm to the others', () => {
    const { channel, client, clock, store } = setUp()
    const broken = new Error('broken')
    const onHere = vi.fn()
    store.attach({
      onHere: () => {
        throw broken
      },
    })
    store.attach({ onHere })
    channel.members({ 1: ada() })
    clock.paint()
    expect(onHere).toHaveBeenCalledTimes(1)
    expect(client.reported).toEqual([broken])
  })

  it('keep the store running, and hear nothing once they were detached', () => {
    const { channel, store, undo } = setUp({ grace: 0 })
    const onJoin = vi.fn()
    const detach = store.attach({ onJoin })
    undo()
    channel.members({ 1: ada() })
    detach()
    channel.members({ 1: ada(), 2: bob() })
    expect(onJoin).not.toHaveBeenCalled()
    expect(channel.holders).toBe(0)
  })
})
