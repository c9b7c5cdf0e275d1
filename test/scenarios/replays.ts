import { AT, type Scenario } from './scenario.js'

type Spoiled = Parameters<Parameters<Scenario['play']>[0]['server']['running']['log']['failReplays']>[0]

/** A short outage, and then an event log that answers otherwise, so many times. */
const replay = (how: string, fault: Spoiled, times: number): Scenario => ({
  name: `cut for 0.5 s, replay is answered by ${how}`,
  async play({ after, outage, server }) {
    await after(AT)
    server.running.log.failReplays(fault, { times })
    await outage(500)
  },
})

/** What becomes of the question what was missed. */
export const replays: readonly Scenario[] = [
  replay('500, three times', { kind: 'status', status: 500 }, 3),
  replay('429 and Retry-After', { kind: 'status', status: 429, retryAfterS: 1 }, 2),
  replay('a login page, twice', { kind: 'html' }, 2),
  replay('nothing, until we give up', { kind: 'timeout' }, 1),
  replay('an answer 1 s late', { kind: 'slow', ms: 1_000 }, 2),
  {
    name: 'cut for 0.5 s, replay by a replica 100 events behind',
    async play({ after, outage, server }) {
      await after(AT)
      server.running.log.lag(100, 3_000)
      await outage(500)
    },
  },
]
