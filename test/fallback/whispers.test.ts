import { reverb } from '@resound/echo/core'
import { expect, it } from 'vitest'
import { until } from '../support/until.js'
import { scene } from './scene.js'

/** Ada, whose web sockets are refused, and Grace, who has one. */
async function meeting() {
  const { proxy, client, server } = await scene()
  await proxy.refuse(true)
  const ada = client()
  const wsPort = new URL(server.httpUrl).port
  const grace = client({
    user: 'grace',
    broadcaster: reverb({ key: server.key, wsHost: '127.0.0.1', wsPort, forceTLS: false }),
  })
  return { proxy, ada, grace }
}

it('S11 sends every whisper once, also those that are whispered while it comes up to the web socket', async () => {
  const { proxy, ada, grace } = await meeting()
  const heard: number[] = []
  grace.echo.private('room.1').listenForWhisper('count', ({ n }: { n: number }) => heard.push(n))
  const room = ada.echo.private('room.1')
  await ada.on('event-stream')
  await until(() => room.state.status == 'subscribed' && grace.echo.private('room.1').state.status == 'subscribed')
  // The subscription on the web socket takes its time.
  await proxy.refuse(false)
  proxy.latency(40)
  let said = 0
  const talking = setInterval(() => room.whisper('count', { n: ++said }), 20)
  await until(() => heard.length > 5)
  ada.signal('focus')
  await ada.on('web-socket')
  await until(() => room.state.status == 'subscribed')
  const atOnce = said
  await until(() => said > atOnce + 5)
  clearInterval(talking)
  await until(() => heard.length >= said, { what: 'all whispers' })
  expect([...heard].sort((a, b) => a - b)).toEqual(Array.from({ length: said }, (_, n) => n + 1))
  expect([ada.errors, grace.errors]).toEqual([[], []])
})

it('F4 hears every whisper of others once, and none of its own, while it comes up to the web socket', async () => {
  const { proxy, ada, grace } = await meeting()
  const heard: unknown[] = []
  const room = ada.echo.private('room.1').listenForWhisper('count', (whisper: unknown) => heard.push(whisper))
  const herRoom = grace.echo.private('room.1')
  await ada.on('event-stream')
  await until(() => room.state.status == 'subscribed' && herRoom.state.status == 'subscribed')
  await proxy.refuse(false)
  proxy.latency(40)
  let said = 0
  const talking = setInterval(() => {
    // One that says always the same, beside one that counts.
    herRoom.whisper('count', { by: 'grace', n: ++said })
    herRoom.whisper('count', { by: 'her cat' })
    room.whisper('count', { by: 'ada', n: said })
  }, 20)
  await until(() => heard.length > 10)
  // By itself: a wake signal would also ask the log anew, and what is under way to that request would be lost.
  await ada.on('web-socket')
  await until(() => room.state.status == 'subscribed')
  // Longer than both links live.
  const atOnce = said
  await until(() => said > atOnce + 75, { withinMs: 10_000 })
  clearInterval(talking)
  const counted = (): unknown[] => heard.filter((whisper) => 'n' in (whisper as object))
  await until(() => counted().length >= said, { what: 'all whispers' })
  expect(counted()).toEqual(Array.from({ length: said }, (_, n) => ({ by: 'grace', n: n + 1 })))
  // What is always the same may count once where it came by one of the links alone.
  expect(heard.length).toBeLessThanOrEqual(2 * said)
  expect([ada.errors, grace.errors]).toEqual([[], []])
})
