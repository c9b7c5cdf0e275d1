import { afterAll, beforeAll, describe, it, type TestContext } from 'vitest'
import type { Behaviour } from './behaviour.js'
import { themes } from './behaviours.js'
import { resultRow, writeResultRow } from './results.js'
import { runBehaviour, type Outcome } from './run-behaviour.js'
import type { ConnectorUnderTest, ServerUnderTest } from './subject.js'

/** How a server is had for the tests. */
export interface ConformanceOptions {
  /** For the table: `embedded server`. */
  server: string
  start(): Promise<ServerUnderTest>
  connector: ConnectorUnderTest
  /** Why the server cannot be had here. */
  unavailable?: string | undefined
}

/**
 * Makes a test of every behaviour. What does not apply to the server or the connector is skipped with the reason, as is what a
 * peer fails.
 */
export function describeConformance({ server, start, connector, unavailable }: ConformanceOptions): void {
  describe(`${connector.name} on the ${server}`, () => {
    const outcomes: Outcome[] = []
    let subject: ServerUnderTest | undefined

    if (unavailable === undefined) {
      beforeAll(async () => {
        subject = await start()
      })
      afterAll(async () => {
        await subject?.server.stop()
        await writeResultRow(resultRow(server, connector.name, outcomes))
      })
    }
    const play = async (behaviour: Behaviour, { skip }: TestContext): Promise<void> => {
      if (unavailable !== undefined || !subject) return skip(unavailable ?? 'the server did not start')
      const outcome = await runBehaviour(behaviour, subject, connector)
      outcomes.push(outcome)
      if (outcome.state == 'not applicable') skip(`not applicable: ${outcome.reason}`)
      if (outcome.state != 'failed') return
      if (connector.peer) skip(`${connector.name} fails: ${behaviour.title}`)
      throw outcome.error
    }
    for (const { name, behaviours } of themes) {
      describe(name, () => {
        for (const behaviour of behaviours) it(behaviour.title, (context) => play(behaviour, context))
      })
    }
  })
}
