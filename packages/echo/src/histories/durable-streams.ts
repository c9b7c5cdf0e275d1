import { historyOf, type History } from '../delivery/replay.js'
import { EchoError } from '../errors.js'
import type { DurableStreamsOptions } from './durable-streams-options.js'
import { durableStreamsReader } from './durable-streams-reader.js'

/**
 * A history of [Durable Streams](https://github.com/durable-streams/durable-streams/blob/main/PROTOCOL.md) (protocol 1.0, sections
 * 5.6, 8 and 9.1): one stream of `application/json` for each channel, in which the application's server keeps what it broadcasts,
 * with its cursors (`PROTOCOL.md`, "Durable Streams"). With it, what was missed is read again: `guarantee` is `gapless`.
 *
 * Throws an `EchoError` of kind `config` where an option cannot work.
 */
export function durableStreams({ url, since, anchor }: DurableStreamsOptions): History {
  if (typeof url != 'function' && (typeof url != 'string' || !url))
    throw new EchoError('config', 'history.url is an address, or a function of a channel.')
  for (const [name, option] of Object.entries({ since, anchor }))
    if (option !== undefined && typeof option != 'function')
      throw new EchoError('config', `history.${name} is a function of a channel.`)
  return historyOf((context) => durableStreamsReader({ url, anchor }, context), since)
}
