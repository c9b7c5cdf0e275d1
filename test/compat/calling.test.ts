/** How channels are called and call back, beside laravel-echo: what an application may lean on without knowing. */
import Pusher from 'pusher-js'
import { expect, it } from 'vitest'
import { until } from '../support/until.js'
import { both, clients, type Reached } from './both.js'

const nothing = (): undefined => undefined

const isSubscribed = (channel: Reached): Promise<unknown> =>
  until(() => channel.subscription.subscribed, { what: channel.name })

it.each(clients)('calls who listens to everything before who listens to the event: %s', async (client) => {
  const { make, server } = await both()
  const heard: string[] = []
  const channel = make(client).channel('news')
  channel.listen('.x', () => heard.push('first')).listenToAll((event: string) => heard.push(event))
  channel.listen('.x', () => heard.push('second'))
  await isSubscribed(channel)
  server.publish('news', 'x', 1)
  await until(() => heard.length == 3)
  expect(heard).toEqual(['.x', 'first', 'second'])
})

it.each(clients)('takes a number for a name, as an id is: %s', async (client) => {
  const { make } = await both()
  const echo = make(client)
  expect([echo.private(5).name, echo.join(5).name]).toEqual(['private-5', 'presence-5'])
  expect(echo.private('5')).toBe(echo.private(5))
  echo.leave(5)
  expect(Object.keys(echo.connector.channels)).toEqual([])
})

it('gives the channel back from every method, also where laravel-echo gives nothing', async () => {
  const { make } = await both()
  const room = make('resound').join('room.1')
  for (const method of ['subscribe', 'unsubscribe', 'subscribe']) expect(room[method]()).toBe(room)
  for (const method of ['subscribed', 'error', 'here', 'joining', 'leaving', 'gap'])
    expect(room[method](nothing)).toBe(room)
  for (const kind of ['ToAll', 'ForNotification']) expect(room[`stopListening${kind}`](nothing)).toBe(room)
  for (const method of ['listenToAll', 'notification']) expect(room[method](nothing)).toBe(room)
  for (const method of ['listen', 'stopListening', 'listenForWhisper', 'stopListeningForWhisper', 'on'])
    expect(room[method]('x', nothing)).toBe(room)
  expect(room.whisper('x', {})).toBe(room)
})

it('knows who is there by the full name of a channel, whatever method names it first', async () => {
  const { make } = await both()
  const echo = make('resound')
  const room = echo.channel('presence-room.1')
  const members = await new Promise((resolve) => echo.join('room.1').here(resolve))
  expect(echo.join('room.1')).toBe(room)
  expect(members).toHaveLength(1)
})

it.each(clients)('tells bind_global that a cached channel has nothing yet: %s', async (client) => {
  const { make } = await both()
  const { subscription } = make(client).channel('cache-news')
  const news: string[] = []
  subscription.bind_global((event: string) => news.push(event))
  await until(() => news.includes('pusher:cache_miss'))
  expect(news).toEqual(['pusher:subscription_succeeded', 'pusher:cache_miss'])
})

it.each([...clients, 'resound on pusher-js'])('has what a channel is on within reach: %s', async (name) => {
  const { make } = await both()
  const client = name == 'laravel-echo' ? name : 'resound'
  const echo = make(client, name.endsWith('pusher-js') ? { broadcaster: 'pusher', cluster: '', Pusher } : {})
  const room = echo.join('room.1')
  expect(room.pusher).toBe(echo.connector.pusher)
  expect(room.pusher.channels.channels['presence-room.1']).toBe(room.subscription)
  await isSubscribed(room)
  // As a tutorial that many have followed ends a call: everything comes as before.
  room.pusher.channels.channels['presence-room.1'].disconnect()
  const heard: unknown[] = []
  room.listenForWhisper('ring', (data: unknown) => heard.push(data))
  const grace = make('resound', { auth: { headers: { Authorization: 'Bearer grace' } } }).join('room.1')
  await isSubscribed(grace)
  grace.whisper('ring', { n: 1 })
  await until(() => heard.length == 1)
})
