import * as core from '@resound/echo/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { createManualClock } from '../support/manual-clock.js'
import { createNetwork } from './network.js'
import { chanceOf } from './random.js'
import { scheduleOf } from './schedule.js'
import { createServer } from './server.js'
import { live } from './world.js'

/** A client on the model's network, its story told by the test. */
function client(seed: number) {
  const clock = createManualClock()
  const chance = chanceOf(seed)
  const server = createServer(clock, 5)
  const nobody = (): undefined => undefined
  const links = { greeted: nobody, confirmed: nobody, closed: nobody, pollBegan: nobody, pollEnded: nobody }
  const tell = { arrived: nobody, confirmed: nobody, read: nobody, answered: nobody }
  const network = createNetwork(clock, { server, tell, links })
  const signals = { watch: () => () => undefined, hidden: () => false, online: () => true }
  const { WebSocket, fetch } = network
  const echo = new core.Echo({
    broadcaster: core.reverb({ key: 'key', wsHost: 'model', activityTimeout: 10_000, pongTimeout: 5_000 }),
    history: core.eventLog(),
    bearerToken: () => server.token,
    onError: () => undefined,
    platform: { clock, random: chance.next, WebSocket, fetch, signals },
  })
  return { clock, chance, server, network, echo }
}

// Also loads what is loaded late, which takes the machine's time.
beforeAll(() => live(core, scheduleOf(1)), 60_000)

describe('a client in the model', () => {
  it.each([1, 2, 3, 4, 5])(
    'I9 keeps its attempts under the bound of the backoff while nobody answers: seed %i',
    async (seed) => {
      const { clock, network, echo } = client(seed)
      network.refuse(600_000)
      const attempts: number[] = []
      echo.connection.subscribe(() => {
        if (echo.connection.get().status == 'connecting') attempts.push(clock.now())
      })
      await clock.advanceAsync(600_000)
      // On average 7.5 s apart once the bound is reached; a tenth of them at once is what chance allows.
      expect(attempts.length).toBeGreaterThan(40)
      expect(attempts.length).toBeLessThan(160)
      for (let n = 20; n < attempts.length; n++)
        expect((attempts[n] ?? 0) - (attempts[n - 20] ?? 0)).toBeGreaterThan(60_000)
      echo.disconnect()
    },
  )

  it.each(Array.from({ length: 20 }, (_, n) => n))(
    'I14 shows of a stream what is a prefix of it: seed %i',
    async (seed) => {
      const { clock, chance, server, network, echo } = client(seed)
      const store = core.streamStore(echo, 'news', {
        events: { chunk: '.m' },
        parse: { chunk: ({ id }: { id: number }) => ({ id: 'answer', text: `${String(id)},`, sequence: id }) },
      })
      let truth = ''
      let longest = ''
      const undo = store.subscribe(() => {
        const text = store.get().byId.get('answer')?.text ?? ''
        expect(truth.startsWith(text)).toBe(true)
        longest = text
      })
      await clock.advanceAsync(200)
      for (let n = 0; n < 200; n++) {
        const { epoch, event } = server.append('news', false)
        truth += `${String(event.id)},`
        const data = `{"id":${String(event.id)},"_cursor":"${epoch}:${String(event.seq)}"}`
        network.broadcast('news', data, chance.pick(['well', 'well', 'lost', 'twice', 'late']), chance.between(1, 400))
        if (chance.happens(0.03)) network.cut()
        if (chance.happens(0.02)) network.refuse(chance.between(100, 3_000))
        if (chance.happens(0.02)) server.failReplays('error', 1)
        await clock.advanceAsync(chance.between(1, 100))
        clock.paint()
      }
      network.calm()
      server.calm()
      for (let n = 0; n < 90; n++) {
        await clock.advanceAsync(1_000)
        clock.paint()
      }
      expect(longest).toBe(truth)
      undo()
      echo.disconnect()
    },
  )
})
