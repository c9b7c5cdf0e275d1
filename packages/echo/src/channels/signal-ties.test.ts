import { getEventListeners } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { setUp } from './channel-registry.fixture.js'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('listeners with a signal', () => {
  it('pile up nothing on a channel that stays while they come and go', () => {
    const warned = vi.spyOn(process, 'emitWarning')
    const channel = setUp().registry.channel('public', 'news')
    for (let times = 0; times < 50; times++) {
      const { signal, ...controller } = abortable()
      channel.listen('.m', () => undefined, { signal })
      controller.abort()
    }
    expect([channel.heard, warned.mock.calls]).toEqual([[], []])
  })

  it('leave nothing on a signal that outlives their channel', () => {
    const { registry } = setUp()
    const { signal } = new AbortController()
    const channel = registry.channel('public', 'news')
    for (let times = 0; times < 5; times++) channel.listen('.m', () => undefined, { signal })
    expect(getEventListeners(signal, 'abort')).toHaveLength(5)
    registry.leaveChannel('news')
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

const abortable = () => {
  const controller = new AbortController()
  return {
    signal: controller.signal,
    abort: () => {
      controller.abort()
    },
  }
}
