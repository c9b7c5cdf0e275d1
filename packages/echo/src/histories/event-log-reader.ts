import { EchoError, isEchoError } from '../errors.js'
import type { HistoryContext, HistoryReader } from '../history.js'
import { fieldsOf, parseJson } from '../json.js'
import { retryAfterMs } from '../platform/retry-after.js'
import { textOf } from '../platform/text-of.js'
import { pageOf } from './page.js'

/** Events of one channel in one answer; after one that was too long it is a single event, and then twice as many each time. */
const PAGE = 100

const fault = (text: string, response?: Response, now = 0): EchoError => {
  const status = response?.status
  const retryable = status === undefined || status >= 500 || status == 429 || status == 408
  const wait = response && retryAfterMs(response, now)
  return new EchoError('history', `The event log ${text}.`, { status, retryable, retryAfterMs: wait })
}

/** What asks the event log there. */
export function eventLogReader(endpoint: string, { platform, post, sockets }: HistoryContext): HistoryReader {
  const { clock } = platform
  let limit = PAGE
  return {
    async read(requests, signal) {
      const channels = requests.map(({ channel: name, after }) => ({ name, epoch: after?.epoch, after: after?.seq }))
      try {
        const asked = { channels, limit, waitMs: 0, sockets: sockets() }
        const response = await post(endpoint, asked, { signal })
        if (!response.ok) throw fault(`answered ${String(response.status)}`, response, clock.now())
        const text = await textOf(response)
        limit = text === undefined ? 1 : Math.min(PAGE, asked.limit * 2)
        // Trying again helps where less can be asked for.
        if (text === undefined) throw fault('answered more than is read', asked.limit > 1 ? undefined : response)
        const said = fieldsOf(parseJson(text)).channels
        if (typeof said != 'object') throw fault('answered what makes no sense', response)
        // What it says of channels that nobody asked for is not read.
        const parts = new Map(Object.entries(fieldsOf(said)))
        return new Map(requests.map(({ channel }) => [channel, pageOf(channel, parts.get(channel))]))
      } catch (cause) {
        // The name of what was thrown and no more: it may hold a header that could not be sent.
        throw isEchoError(cause) ? cause : fault(`did not answer (${String(fieldsOf(cause).name)})`)
      }
    },
  }
}
