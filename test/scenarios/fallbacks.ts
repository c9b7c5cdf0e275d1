import assert from 'node:assert/strict'
import { until } from '../support/until.js'
import { AT, type Scenario } from './scenario.js'
import type { Stage } from './stage.js'

const on = ({ ours }: Stage, transport: string): Promise<unknown> =>
  until(() => ours.every((client) => client.state().transport == transport), { withinMs: 60_000, what: transport })

const isOn = (transport: string) => (stage: Stage) => {
  assert.deepEqual(
    stage.ours.map((client) => client.state().transport),
    stage.ours.map(() => transport),
  )
  return `ours ends on the ${transport}`
}

const block = async ({ ways }: Stage): Promise<void> => {
  for (const { line } of ways) {
    await line.refuse(true)
    line.cut()
  }
}

/** Web sockets can be had again, and somebody looks at the page. */
const unblock = async ({ ways, contenders, reachable }: Stage): Promise<void> => {
  for (const { line } of ways) await line.refuse(false)
  reachable()
  for (const { signal } of contenders) signal('focus')
}

/** What becomes of who cannot have a web socket. */
export const fallbacks: readonly Scenario[] = [
  {
    name: 'web sockets blocked from the start, unblocked later',
    fallback: true,
    before: block,
    async play(stage) {
      await stage.after(AT)
      await unblock(stage)
      await on(stage, 'web-socket')
    },
    check: isOn('web-socket'),
  },
  {
    name: 'web sockets blocked and unblocked under load',
    fallback: true,
    // As long as giving up web sockets takes with these dice.
    events: 3_000,
    seeded: true,
    async play(stage) {
      await stage.after(AT)
      await block(stage)
      await on(stage, 'event-stream')
      await stage.after(stage.sent.last + AT)
      await unblock(stage)
      await on(stage, 'web-socket')
    },
    check: isOn('web-socket'),
  },
  {
    name: 'web sockets blocked, event streams buffered by a proxy',
    fallback: true,
    async before(stage) {
      await block(stage)
      stage.server.running.log.bufferStreams(600_000)
    },
    play: async ({ after }) => after(1_000),
    check: isOn('long-poll'),
  },
]
