import { expect, it, vi } from 'vitest'
import { setUp, settled } from './channel-registry.fixture.js'

/** A private channel that was refused. */
async function refused() {
  const scene = setUp()
  const channel = scene.registry.channel('private', 'a')
  scene.connect()
  scene.next().refuse()
  await settled()
  return { ...scene, channel }
}

it('S8 tells nobody late of a subscription that is not made yet', async () => {
  const { registry, connect, confirm, clock } = setUp()
  const channel = registry.channel('public', 'news')
  const told = vi.fn()
  connect()
  channel.subscribed(told)
  await settled()
  expect(told).not.toHaveBeenCalled()
  clock.advance(7)
  channel.on('pusher:subscription_succeeded', told)
  confirm('news')
  const meta = { event: 'pusher:subscription_succeeded', channel: 'news', replayed: false, receivedAt: clock.now() }
  expect(told.mock.calls).toEqual([[], [{}, meta]])
})

it('S8 tells nobody of a refusal late who listens to anything else', async () => {
  const { channel } = await refused()
  const [all, subscribed] = [vi.fn(), vi.fn()]
  channel.listenToAll(all).subscribed(subscribed)
  await settled()
  expect([all.mock.calls, subscribed.mock.calls]).toEqual([[], []])
})

it('S8 tells nobody late whose signal was aborted just after', async () => {
  const { channel } = await refused()
  const late = vi.fn()
  const controller = new AbortController()
  channel.error(late, { signal: controller.signal })
  controller.abort()
  await settled()
  expect(late).not.toHaveBeenCalled()
})

it('S6 tells who watched a channel of its end, and of nothing when it takes part again', async () => {
  const { registry, channel, next } = await refused()
  const watcher = vi.fn()
  channel.watch(watcher)
  registry.leave('a')
  expect(watcher).toHaveBeenCalledTimes(1)
  channel.subscribe()
  next().refuse()
  await settled()
  expect([channel.state.status, watcher.mock.calls.length]).toEqual(['failed', 1])
})
