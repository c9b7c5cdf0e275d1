import type { Behaviour } from './behaviour.js'
import { whyNot } from './needs.js'
import { openStage } from './stage.js'
import type { ConnectorUnderTest, ServerUnderTest } from './subject.js'

/** What became of one behaviour. */
export type Outcome =
  | { readonly title: string; readonly state: 'passed' }
  | { readonly title: string; readonly state: 'failed'; readonly error: unknown }
  /** The server or the connector cannot show it. */
  | { readonly title: string; readonly state: 'not applicable'; readonly reason: string }

/** After this a behaviour hangs. Whatever it waits for gives up earlier, and says what it was. */
const limitMs = 45_000
/** What another library has not shown by then it does not show: ten times what it takes ours, beside others. */
const peerLimitMs = 8_000

/** Plays one behaviour, on a stage of its own, and clears it away. */
export async function runBehaviour(
  { title, needs = [], run }: Behaviour,
  subject: ServerUnderTest,
  connector: ConnectorUnderTest,
): Promise<Outcome> {
  const reason = whyNot(needs, subject.lacks, connector.lacks)
  if (reason !== undefined) return { title, state: 'not applicable', reason }
  try {
    const { stage, clear } = await openStage(subject, connector)
    try {
      await withinLimit(run(stage), connector.peer ? peerLimitMs : limitMs)
    } catch (error) {
      await clear().catch(() => undefined)
      throw error
    }
    await clear()
    return { title, state: 'passed' }
  } catch (error) {
    return { title, state: 'failed', error }
  }
}

async function withinLimit(running: Promise<void>, limitMs: number): Promise<void> {
  let stop = (): void => {}
  const limit = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`It was not over after ${limitMs / 1000} s`)), limitMs)
    stop = () => clearTimeout(timer)
  })
  try {
    await Promise.race([running, limit])
  } finally {
    stop()
  }
}
