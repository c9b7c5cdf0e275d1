import { expect, it } from 'vitest'
import { pageOf, ready, refused, seqs, setUp } from './replay.fixture.js'

/** A channel that misses an event, and was told to ask for it later. */
async function put() {
  const scene = await ready()
  scene.receive('k:7')
  scene.clock.advance(300)
  await scene.next().answer(refused(503, { retryable: true }))
  return scene
}

it('D14 asks no earlier for what was put off, because more is missing or somebody looks', async () => {
  const { clock, receive, signal, asked } = await put()
  receive('k:9')
  signal('focus')
  clock.advance(1_999)
  expect(asked).toEqual([])
  clock.advance(51)
  expect(asked).toHaveLength(1)
})

it('D17 forgets what was put off when the channel is lost, and asks at once when it is back', async () => {
  const { clock, inlet, asked } = await put()
  inlet.lost()
  expect(clock.timers).toBe(0)
  inlet.subscribed(true)
  clock.advance(50)
  expect(asked).toHaveLength(1)
})

it('D17 reads nothing for a channel that is not subscribed, whatever comes', () => {
  const { clock, receive, asked } = setUp()
  receive('k:1', 'k:3')
  clock.advance(60_000)
  expect([asked, clock.timers]).toEqual([[], 0])
})

it('D14 tells the first failure of each row: an answer ends one', async () => {
  const { clock, inlet, next, reported } = setUp()
  const fail = async (): Promise<void> => {
    clock.advance(50)
    await next().fail(refused(500, { retryable: true }))
  }
  inlet.subscribed(true)
  await fail()
  clock.advance(250)
  await next().answer(pageOf(5))
  inlet.subscribed(true)
  await fail()
  expect([reported.length, clock.nextInMs]).toEqual([2, 250])
})

it('D17 tells nobody of an answer that is awaited no more', async () => {
  const { clock, inlet, next, reported } = setUp()
  inlet.subscribed(true)
  clock.advance(50)
  inlet.lost()
  await next().fail(refused(500, { retryable: true }))
  expect([reported, clock.timers]).toEqual([[], 0])
})

it('D17 takes nothing of an answer for a channel that was left by who heard of another', async () => {
  const { clock, inlet, destination, other, next, take } = setUp('k:3')
  const { got, inlet: left } = other('other', true)
  const { deliver } = destination
  destination.deliver = (message, replayed) => {
    left.lost()
    deliver(message, replayed)
  }
  for (const one of [inlet, left]) one.subscribed(true)
  clock.advance(50)
  await next().answer(pageOf(5, seqs(4, 5)), pageOf(5, seqs(4, 5)))
  expect([take(), got]).toEqual(['K4 K5', []])
})
