import { expect, it } from 'vitest'
import { until } from '../support/until.js'
import { both, type Reached } from './both.js'

it('a leased channel has the subscription that applications reach for, with bindings that end with the lease', async () => {
  const { server, make } = await both()
  const echo = make('resound')
  const { channel, release }: Reached = echo.lease('private-conversation.1')
  const heard: unknown[] = []
  channel.subscription.bind('said', (data: unknown) => heard.push(data))
  await until(() => channel.subscription.subscribed, { what: 'the subscription' })
  expect(channel.subscription.name).toBe('private-conversation.1')
  server.publish('private-conversation.1', 'said', { n: 1 })
  await until(() => heard.length > 0, { what: 'the event' })
  const held: Reached = echo.private('conversation.1')
  release()
  held.listen('.last', () => heard.push('last'))
  server.publish('private-conversation.1', 'said', { n: 2 })
  server.publish('private-conversation.1', 'last', {})
  await until(() => heard.includes('last'), { what: 'the last event' })
  expect(heard).toEqual([{ n: 1 }, 'last'])
})
