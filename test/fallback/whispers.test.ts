import { reverb } from '@resound/echo/core'
import { expect, it } from 'vitest'
import { until } from '../support/until.js'
import { scene } from './scene.js'

it('S11 sends every whisper once, also those that are whispered while it comes up to the web socket', async () => {
  const { proxy, client, server } = await scene()
  await proxy.refuse(true)
  const ada = client()
  const wsPort = new URL(server.httpUrl).port
  const grace = client({
    user: 'grace',
    broadcaster: reverb({ key: server.key, wsHost: '127.0.0.1', wsPort, forceTLS: false }),
  })
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
