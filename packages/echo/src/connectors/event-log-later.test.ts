import { expect, it } from 'vitest'
import { eventLogReader } from '../histories/event-log-reader.js'
import { createPlatform } from '../platform/platform.js'
import { createManualClock } from '../testing/manual-clock.js'
import { eventLogLater } from './event-log-later.js'

it('loads what reads the event log for the first question, and again after a load that failed', async () => {
  const asked: string[] = []
  const loads: ('fails' | 'succeeds')[] = ['fails', 'succeeds', 'succeeds']
  const history = eventLogLater({ endpoint: '/events' }, () =>
    loads.shift() == 'fails' ? Promise.reject(new TypeError('no network')) : Promise.resolve({ eventLogReader }),
  )
  const reader = history.open({
    platform: createPlatform({ clock: createManualClock() }),
    sockets: () => [],
    post: (url) => {
      asked.push(url)
      return Promise.resolve(
        new Response('{"channels":{"news":{"epoch":"e","head":0,"oldest":1,"more":false,"events":[]}}}'),
      )
    },
  })
  const read = async (): Promise<unknown> => {
    const answers = await reader.read([{ channel: 'news', after: undefined }], new AbortController().signal)
    return answers.get('news')
  }
  expect([loads.length, asked]).toEqual([3, []])
  await expect(read()).rejects.toThrow('no network')
  expect(await read()).toMatchObject({ epoch: 'e' })
  await read()
  expect([loads.length, asked]).toEqual([1, ['/events', '/events']])
})
