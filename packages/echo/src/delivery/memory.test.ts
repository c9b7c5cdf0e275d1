import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createPlatform } from '../platform/platform.js'
import { createManualClock } from '../testing/manual-clock.js'
import { createDelivery } from './delivery.js'
import { createReplay } from './replay.js'

const CHANNELS = 20_000

setFlagsFromString('--expose_gc')
const collect = runInNewContext('gc') as () => void

it('I10 takes 300 bytes at most for a channel at rest', () => {
  const clock = createManualClock()
  const reader = { read: () => new Promise<never>(() => undefined) }
  const replay = createReplay({ reader, platform: createPlatform({ clock }), report: () => undefined })
  const delivery = createDelivery({ clock, replay: () => replay, report: () => undefined })
  const destination = { name: 'news', wanted: true, deliver: () => undefined, gap: () => undefined }
  const inlets: unknown[] = []
  collect()
  const before = process.memoryUsage().heapUsed
  for (let n = 0; n < CHANNELS; n++) {
    const inlet = delivery.open(destination)
    const epoch = `epoch-${String(n)}`
    inlet.page({ epoch, head: 41, oldest: 1, more: false, events: [] })
    inlet.subscribed(true)
    for (const seq of [42, 44, 43]) {
      const message = { kind: 'event', channel: 'news', event: 'm', text: '{}', data: '{}', userId: undefined } as const
      inlet.receive({ ...message, cursor: { epoch, seq }, receivedAt: 0 })
    }
    inlets.push(inlet)
  }
  collect()
  const bytes = (process.memoryUsage().heapUsed - before) / inlets.length
  expect(bytes).toBeGreaterThan(50)
  expect(bytes).toBeLessThan(300)
})
