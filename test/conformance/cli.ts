/**
 * The behaviours on a server that runs already: `npm run conformance -- --url ws://127.0.0.1:8080 --key … --app-id … --secret …`.
 * Ends with 1 where one failed, with 2 where the flags make no sense or nobody is there.
 */
import { givenUsage, readGivenServer, type GivenServer } from '../servers/given.js'
import { themes } from './behaviours.js'
import { hearsPrivateChannel } from './behaviours/subscribe.js'
import { reverbByName } from './connectors/reverb.js'
import { resultRow, writeResultRow } from './results.js'
import { runBehaviour, type Outcome } from './run-behaviour.js'
import type { ServerUnderTest } from './subject.js'
import { givenSubject } from './subjects/given.js'

function givenByFlags(): GivenServer | undefined {
  try {
    const given = readGivenServer(process.argv.slice(2))
    if (!given) console.error(`Which server?\n${givenUsage}`)
    return given
  } catch (error) {
    console.error((error as Error).message)
    return undefined
  }
}

const marks = { passed: '✓', failed: '✗', 'not applicable': '–' } as const

function tell(outcome: Outcome): void {
  const reason = outcome.state == 'not applicable' ? `: ${outcome.reason}` : ''
  console.log(`  ${marks[outcome.state]} ${outcome.title}${reason}`)
  if (outcome.state == 'failed') console.log(String((outcome.error as Error).stack).replace(/^/gm, '      '))
}

async function play(subject: ServerUnderTest): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const { name, behaviours } of themes) {
    console.log(`\n${name}`)
    for (const behaviour of behaviours) {
      const outcome = await runBehaviour(behaviour, subject, reverbByName)
      tell(outcome)
      outcomes.push(outcome)
    }
  }
  return outcomes
}

/** Why nothing can be shown on it: nobody there, another application, another secret. */
async function whyUnusable(subject: ServerUnderTest): Promise<string | undefined> {
  const { httpUrl, url } = subject.server
  try {
    await subject.server.publish('conformance', 'begins', {})
  } catch (error) {
    return `${httpUrl} takes no events from us. ${(error as Error).message}`
  }
  const first = await runBehaviour(hearsPrivateChannel, subject, reverbByName)
  return first.state == 'failed' ? `${url} lets nobody into a private channel. ${String(first.error)}` : undefined
}

async function main(given: GivenServer | undefined): Promise<number> {
  if (!given) return 2
  const subject = await givenSubject(given)
  const { server } = subject
  try {
    const problem = await whyUnusable(subject)
    if (problem !== undefined) {
      console.error(problem)
      return 2
    }
    const row = resultRow(server.name, reverbByName.name, await play(subject))
    const { passed, failed, total, skipped } = row
    console.log(
      `\n${row.connector} on ${row.server}: ${passed} of ${total} passed, ${failed} failed, ${skipped.length} skipped`,
    )
    await writeResultRow(row)
    return failed > 0 ? 1 : 0
  } finally {
    await server.stop()
  }
}

process.exitCode = await main(givenByFlags())
