import type { StoreContext } from './running-store.js'
import { isOver, stateOf, type StreamHandlers, type StreamMessage, type StreamMessages } from './stream-state.js'
import { createMessage, type MessageHost, type StreamedMessage } from './streamed-message.js'

/** The messages of a channel. */
export interface Messages<Meta> {
  readonly all: ReadonlyMap<string, StreamedMessage<Meta>>
  /** The message of that id, new if need be; none where it is not wanted. */
  of(id: string): StreamedMessage<Meta> | undefined
  /** Takes in what came, lets go what is too much, and gives what is to be shown after `before`. */
  gather(before: StreamMessages<Meta>): StreamMessages<Meta>
  /** Tells the handlers what happened up to the last `gather`. */
  published(): void
}

/** Which messages are kept. */
export interface MessagesOptions {
  /** Only these. */
  readonly wanted: readonly string[] | undefined
  /** How many of those that do not stream; the oldest go first. */
  readonly maxMessages: number
}

/** Owns: which messages there are, what the handlers are to be told of them. Does not own: what a message does with its chunks. */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createMessages<Meta>(
  host: MessageHost<Meta>,
  { maxMessages, wanted }: MessagesOptions,
  { find, tell }: StoreContext<StreamHandlers<Meta>>,
): Messages<Meta> {
  const all = new Map<string, StreamedMessage<Meta>>()
  let news: (() => void)[] = []

  const drop = (id: string): void => {
    all.get(id)?.stop()
    all.delete(id)
  }
  const note = (snapshot: StreamMessage<Meta>, before: StreamMessage<Meta> | undefined, isHistory: boolean): void => {
    const { error, id, sequence, status, text } = snapshot
    const ended = isOver(status) && (before ? !isOver(before.status) : !isHistory)
    // What was over when it was seeded is no news.
    const known = before?.text ?? (isHistory ? text : '')
    const delta = find('onDelta') && text.startsWith(known) && text.slice(known.length)
    news.push(() => {
      if (delta) tell('onDelta', { id, delta, sequence })
      if (ended) tell('onFinish', snapshot)
      if (ended && error) tell('onError', error, snapshot)
    })
  }
  const of: Messages<Meta>['of'] = (id) => {
    if (wanted && !wanted.includes(id)) return undefined
    const present = all.get(id)
    if (present) return present
    const message = createMessage(id, host)
    all.set(id, message)
    return message
  }
  // They are asked for before anything came of them.
  wanted?.forEach(of)
  return {
    all,
    of,
    gather({ byId }) {
      const shown: StreamMessage<Meta>[] = []
      for (const message of all.values()) {
        const snapshot = message.read()
        if (!snapshot) continue
        if (message.cleared()) {
          // It swallows its chunks only until it is over.
          if (snapshot.status != 'streaming') drop(message.id)
          continue
        }
        const before = byId.get(message.id)
        if (snapshot !== before) note(snapshot, before, message.isHistory())
        shown.push(snapshot)
      }
      let count = 0
      let chars = 0
      const fits = ({ id, status, text }: StreamMessage<Meta>): boolean => {
        if (status == 'streaming') return true
        chars += text.length
        if (++count <= maxMessages && chars <= host.maxChars) return true
        drop(id)
        return false
      }
      // The newest first: it is the oldest that go.
      return stateOf(shown.reverse().filter(fits).reverse())
    },
    published() {
      const now = news
      news = []
      for (const run of now) run()
    },
  }
}
