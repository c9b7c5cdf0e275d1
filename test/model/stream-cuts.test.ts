import { Echo, historyOf, streamStore, type History } from '@resound/echo/core'
import { createFakeServer, createManualClock } from '@resound/echo/testing'
import { expect, it } from 'vitest'
import { boundaries, channel, chunks, EVERY_MS, MISSED, toldOf, whole, type Means } from '../support/cut-answer.js'

/** A log in memory of one stream of events, and its cursors. */
function logged() {
  const events: { readonly seq: number; readonly event: string; readonly data: unknown }[] = []
  const history: History = historyOf(() => ({
    read: (requests) =>
      Promise.resolve(
        new Map(
          requests.map(({ channel: name, after }) => [
            name,
            {
              ...{ epoch: 'log', head: events.length, oldest: 1, more: events.length > (after?.seq ?? Infinity) + 8 },
              events: after ? events.slice(after.seq, after.seq + 8) : [],
            },
          ]),
        ),
      ),
  }))
  return {
    history,
    append(event: string, data: object): object {
      events.push({ seq: events.length + 1, event, data })
      return { ...data, _cursor: `log:${String(events.length)}` }
    },
  }
}

/** What a reader has in the end who is cut off behind `at` chunks. Time is moved by hand, so this takes none. */
async function readCutOff(at: number, means: Means): Promise<{ text: string; status: string; whole: boolean }> {
  const clock = createManualClock()
  const server = createFakeServer({ clock })
  const log = logged()
  const { platform, ...options } = server.options()
  const echo = new Echo({
    ...options,
    ...(means == 'the event log' && { history: log.history }),
    platform: { ...platform, random: () => 0.02 },
  })
  let said = 0
  const store = streamStore(echo, channel)
  if (means == 'resume')
    store.attach({
      async resume({ after, id }) {
        // What was asked for is known now; the answer takes its time.
        const known = chunks.slice(0, said).map((text, sequence) => ({ id, text, sequence }))
        await new Promise<void>((resolve) => clock.timer(12, resolve))
        return known.slice(after + 1)
      },
    })
  const stop = store.subscribe(() => {
    const text = store.get().byId.get('1')?.text ?? ''
    if (!whole.startsWith(text)) throw new Error(`After a cut at ${String(at)} it says ${text}`)
  })
  const say = (event: string, data: object): void => {
    server.emit(channel, event, means == 'resume' ? data : log.append(event, data))
  }
  const pass = async (ms: number): Promise<void> => {
    await clock.advanceAsync(ms)
    clock.paint()
  }
  /** Nothing but chunks: no promise is waited for. */
  const passQuietly = (): void => {
    clock.advance(EVERY_MS)
    clock.paint()
  }
  await pass(200)
  for (const n of boundaries) {
    if (n == at) server.cut()
    if (n == Math.min(at + MISSED, chunks.length)) server.restore()
    if (n < chunks.length) say('stream.chunk', toldOf(n))
    said = Math.min(n + 1, chunks.length)
    if (n >= at && n < at + 2 * MISSED) await pass(EVERY_MS)
    else passQuietly()
  }
  await pass(2_000)
  say('stream.completed', { messageId: 1, sequence: chunks.length - 1 })
  await pass(2_000)
  const message = store.get().byId.get('1')
  stop()
  echo.disconnect()
  return {
    text: message?.text ?? '',
    status: message?.status ?? 'absent',
    whole: message?.missing === 0 && !message.truncated,
  }
}

it.each(['the event log', 'resume'] as const)(
  'I14 an answer of 200 chunks reads the same wherever its reader is cut off, with %s',
  { timeout: 60_000 },
  async (means) => {
    const different = []
    for (const at of boundaries) {
      const { text, status, whole: isWhole } = await readCutOff(at, means)
      if (text !== whole || status != 'completed' || !isWhole) different.push(`${String(at)} ${status} ${text}`)
    }
    expect(different).toEqual([])
  },
)
