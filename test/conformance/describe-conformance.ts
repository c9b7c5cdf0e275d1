import { afterAll, beforeAll, describe, it, type TestContext } from 'vitest'
import type { Behaviour } from './behaviour.js'
import { themes } from './behaviours.js'
import { playSideBySide, playsSideBySide } from './play-side-by-side.js'
import { resultRow, writeResultRow } from './results.js'
import { runBehaviour, type Outcome } from './run-behaviour.js'
import type { Row } from './rows.js'
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

/** Shows every connector of a row on its server. `unavailable`: why that cannot be had here. */
export function describeRow({ server, start, connectors }: Row, unavailable?: string): void {
  for (const connector of connectors) describeConformance({ server, start, connector, unavailable })
}

/**
 * Makes a test of every behaviour. What does not apply to the server or the connector is skipped with the reason, as is what a
 * peer fails.
 */
export function describeConformance({ server, start, connector, unavailable }: ConformanceOptions): void {
  describe(`${connector.name} on the ${server}`, () => {
    const outcomes: Outcome[] = []
    const behaviours = themes.flatMap((theme) => theme.behaviours)
    let played: ReadonlyMap<Behaviour, Outcome> | undefined
    let subject: ServerUnderTest | undefined

    if (unavailable === undefined) {
      beforeAll(async () => {
        subject = await start()
        if (playsSideBySide(connector)) played = await playSideBySide(behaviours, subject, connector)
      })
      afterAll(async () => {
        await subject?.server.stop()
        await writeResultRow(resultRow(server, connector.name, outcomes))
      })
    } else afterAll(() => writeResultRow({ server, connector: connector.name, unavailable }))
    const play = async (behaviour: Behaviour, { skip }: TestContext): Promise<void> => {
      if (unavailable !== undefined || !subject) return skip(unavailable ?? 'the server did not start')
      const outcome = played?.get(behaviour) ?? (await runBehaviour(behaviour, subject, connector))
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
