import { expect, it } from 'vitest'
import type { EchoError } from '../errors.js'
import { socketHistory } from './socket-history.js'

const page = { epoch: 'k', head: 0, oldest: 1, more: false, events: [] }
const said = (id: string) =>
  ({ kind: 'answer', id, refusal: undefined, channels: { news: page, other: page } }) as const

function setUp() {
  const over = new AbortController()
  let asked = 0
  const { answer, read } = socketHistory(() => String(++asked))
  const reading = read([{ channel: 'news', after: undefined }], over.signal)
  return { answer, over, reading }
}

it('takes the answer to its own question, and nothing of the channels that nobody asked for', async () => {
  const { answer, reading } = setUp()
  answer({ ...said('7'), channels: {} })
  answer(said('1'))
  expect([...(await reading)]).toEqual([['news', page]])
})

it('says why it was refused', async () => {
  const { answer, reading } = setUp()
  const refusal = { code: 503, reason: 'Busy.', retryable: true, retryAfterMs: 7 }
  answer({ ...said('1'), refusal })
  const { kind, message, ...details } = (await reading.catch((error: unknown) => error)) as EchoError
  expect([kind, message, details]).toEqual(['history', 'Busy.', expect.objectContaining(refusal)])
})

it('forgets a question that nobody waits for any more', async () => {
  const { answer, over, reading } = setUp()
  over.abort()
  answer(said('1'))
  expect(await Promise.race([reading, Promise.resolve('nothing')])).toBe('nothing')
})
