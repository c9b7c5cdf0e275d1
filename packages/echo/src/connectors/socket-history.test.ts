import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../testing/manual-clock.js'
import { socketHistory } from './socket-history.js'

function setUp() {
  const clock = createManualClock()
  const ended = new AbortController()
  let asked = 0
  const { answer, lost, ...reader } = socketHistory({ clock, ask: () => String(++asked) })
  const left = (): number[] => [clock.timers, getEventListeners(ended.signal, 'abort').length]
  const read = () => reader.read([{ channel: 'news', after: undefined }], ended.signal)
  return { answer, clock, ended, left, lost, read }
}

const ways: Readonly<Record<string, (scene: ReturnType<typeof setUp>, id: number) => void>> = {
  'an answer': ({ answer }, id) => {
    answer({ kind: 'answer', id: String(id), refusal: undefined, channels: {} })
  },
  'a refusal': ({ answer }, id) => {
    answer({ kind: 'answer', id: String(id), refusal: { code: 503, reason: 'Busy.' }, channels: undefined })
  },
  'the end of the line': ({ lost }) => {
    lost()
  },
  'no answer for 15 s': ({ clock }) => {
    clock.advance(15_000)
  },
}

describe('a question about missed events', () => {
  it.each(Object.entries(ways))('leaves nothing on the signal of its caller after %s', async (_, end) => {
    const scene = setUp()
    for (let id = 1; id <= 20; id++) {
      const reading = scene.read().catch(() => undefined)
      expect(scene.left()).toEqual([1, 1])
      end(scene, id)
      await reading
    }
    expect(scene.left()).toEqual([0, 0])
  })

  it('is over when its caller gives up', async () => {
    const { ended, left, read } = setUp()
    const reading = read()
    ended.abort()
    await expect(reading).rejects.toMatchObject({ kind: 'history', retryable: true })
    expect(left()).toEqual([0, 0])
  })
})
