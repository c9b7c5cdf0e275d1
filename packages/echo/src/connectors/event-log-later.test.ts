import { expect, it } from 'vitest'
import { setUp as setUpInlet } from '../delivery/inlet.fixture.js'
import type { Replay } from '../delivery/inlet.js'
import { eventLog } from '../histories/event-log.js'
import { createPlatform } from '../platform/platform.js'
import { eventLogLater } from './event-log-later.js'

it('loads what reads the event log for the first channel, and again after a load that failed', async () => {
  const given: { replay?: Replay } = {}
  const one = setUpInlet({ replay: () => given.replay })
  const { clock, reported } = one
  const asked: string[] = []
  const loads: ('fails' | 'succeeds')[] = ['fails', 'succeeds', 'succeeds']
  const history = eventLogLater({ endpoint: '/events', since: () => 'e:1' }, () =>
    loads.shift() == 'fails' ? Promise.reject(new TypeError('no network')) : Promise.resolve({ eventLog }),
  )
  given.replay = history.replay({
    platform: createPlatform({ clock, random: () => 0.5 }),
    report: (error) => reported.push(error as never),
    sockets: () => [],
    post: (url, body) => {
      asked.push(`${url} ${JSON.stringify((body as { channels: object }).channels)}`)
      const events = [{ seq: 2, event: 'e2', data: {} }]
      const page = { epoch: 'e', head: 2, oldest: 1, more: false, events }
      return Promise.resolve(Response.json({ channels: { news: page } }))
    },
  })
  const inlet = one.delivery.open(one.destination)
  expect(loads).toHaveLength(3)
  inlet.subscribed(true)
  await clock.advanceAsync(0)
  expect([loads.length, asked, reported.map(({ kind }) => kind)]).toEqual([2, [], ['history']])
  await clock.advanceAsync(1_000)
  const question = '/events [{"name":"news","epoch":"e","after":1}]'
  expect([loads.length, asked, one.take()]).toEqual([1, [question], 'E2'])
  inlet.lost()
  expect(clock.timers).toBe(0)
})
