import { EchoError, type EchoErrorKind } from '../errors.js'
import { fieldsOf } from '../json.js'
import type { EventMeta } from '../message.js'
import type { StoreContext, StoreSource } from './running-store.js'
import { idOf, placeOf, textOf, type Fields } from './stream-payload.js'
import {
  isOver,
  stateOf,
  type ResumeRequest,
  type StreamHandlers,
  type StreamMessage,
  type StreamMessages,
  type StreamOptions,
  type StreamSeed,
} from './stream-state.js'
import { createMessage, type MessageHost, type StreamedMessage } from './streamed-message.js'

/** The streams as a store tells of them, and what can be done with them. */
export interface StreamSource<Meta> extends StoreSource<StreamMessages<Meta>, StreamHandlers<Meta>> {
  cancel(id?: string): Promise<void>
  clear(id?: string): void
  /** Brings messages up to date; with `onlyNew`, those of which nothing is known yet. */
  seed(seeds: readonly StreamSeed<Meta>[], onlyNew?: boolean): void
}

// Chunks first, of which there are most: what a channel hears first it finds fastest.
const kinds = ['chunk', 'started', 'completed', 'failed'] as const
type Kind = (typeof kinds)[number]

/**
 * Owns: which messages of a channel there are, what the handlers were told of them, whether we were away. Does not own: what a
 * message does with its chunks, who handles what.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function streamSource<Meta>(
  { changed, channel, client, find, tell }: StoreContext<StreamHandlers<Meta>>,
  options: StreamOptions<Meta>,
  state: StreamMessages<Meta>,
): StreamSource<Meta> {
  const { events = {}, id: only, parse = {} } = options
  const wanted = only === undefined ? undefined : [only].flat()
  const all = new Map<string, StreamedMessage<Meta>>()
  /** What still comes of a message that was cleared is nobody's, until it is over. */
  const cleared = new Set<string>()
  /** What is to be told: all that there was when it was last looked at, those included that were not kept. */
  let shown: readonly StreamMessage<Meta>[] = []
  /** What the handlers know. */
  let told = state.byId
  let stale = false
  let subscribed = false
  /** Whether anybody was asked for what came before we did. */
  let mounted = false
  /** Whether the server numbers what it sends: then a history brings back what was missed. */
  let numbered = false

  const errorOf = (text: string, cause: unknown, kind: EchoErrorKind = 'stream'): EchoError =>
    new EchoError(kind, text, { cause, channel: channel.name })
  const complain = (error: EchoError, id = ''): void => {
    if (find('onError')) tell('onError', error, state.byId.get(id))
    else client.report(error)
  }
  const host: MessageHost<Meta> = {
    ...options,
    find,
    clock: client.platform.clock,
    oneBased: false,
    changed() {
      stale = true
      changed()
    },
    failed(cause, id) {
      complain(errorOf(`Message ${id} was not resumed or cancelled.`, cause), id)
    },
  }
  /** The message of that id, new if need be; none where it is not wanted. */
  const of = (id: string): StreamedMessage<Meta> | undefined => {
    const present = all.get(id)
    if (present || cleared.has(id) || wanted?.includes(id) === false) return present
    const message = createMessage(id, host)
    all.set(id, message)
    return message
  }
  const drop = (id: string): void => {
    all.get(id)?.stop()
    all.delete(id)
  }
  // Who gives `cancel` to a button as its handler means all of them, and not the click.
  const meant = (id: string | undefined): StreamedMessage<Meta>[] =>
    [...all.values()].filter((message) => typeof id != 'string' || id == message.id)
  const recover = (reason: ResumeRequest['reason']): void => {
    for (const message of all.values()) message.recover(reason)
    mounted ||= !!find('resume')
  }
  const receive = (kind: Exclude<Kind, 'chunk'>, id: string, read: Fields): void => {
    if (kind == 'started') return of(id)?.update(read)
    // The end of a message we never saw, without its text, tells nothing worth showing.
    if (kind == 'completed') ((read.text ?? read.sequence) == null ? all.get(id) : of(id))?.update(read, kind)
    else {
      const said = fieldsOf(read.error).message ?? read.error
      of(id)?.update({}, kind, errorOf(typeof said == 'string' ? said : 'The stream failed.', said))
    }
    cleared.delete(id)
  }
  for (const kind of kinds) {
    const event = events[kind] ?? '.stream.' + kind
    const parser = parse[kind]
    channel.listen(event, (payload: unknown, meta: EventMeta) => {
      numbered = meta.cursor !== undefined
      try {
        const read = fieldsOf(parser ? parser(payload) : payload)
        const id = idOf(parser ? read.id : read.messageId)
        if (kind == 'chunk') {
          const text = textOf(parser ? read.text : read.chunk)
          const place = placeOf(read.sequence)
          of(id)?.chunk(place, text)
        } else receive(kind, id, read)
      } catch (cause) {
        complain(errorOf(event + ' could not be read.', cause, 'protocol'))
      }
    })
  }
  channel.gap(() => {
    recover('gap')
  })
  // They are asked for before anything came of them.
  wanted?.forEach(of)
  return {
    read() {
      if (stale) {
        shown = [...all.values()].flatMap((message) => message.read() ?? [])
        state = stateOf(shown, options)
      }
      stale = false
      return state
    },
    follow() {
      const before = subscribed
      subscribed = channel.state.status == 'subscribed'
      // What is read from the server is complete only if it is read after the subscription.
      if (!subscribed || before) return
      if (!mounted) recover('mount')
      else if (!numbered || channel.guarantee != 'gapless') recover('reconnect')
    },
    attached() {
      if (subscribed && !mounted) recover('mount')
    },
    published() {
      const before = told
      const news = shown
      // At once: who is told may publish.
      told = state.byId
      shown = []
      for (const message of news) {
        const { error, id, sequence, status, text } = message
        const known = before.get(id)
        if (!told.has(id)) drop(id)
        if (message === known) continue
        const said = known?.text ?? ''
        // Asked first, since it makes one string of the text.
        if (find('onDelta') && text != said && text.startsWith(said))
          tell('onDelta', { id, delta: text.slice(said.length), sequence })
        if (!isOver(status) || isOver(known?.status)) continue
        tell('onFinish', message)
        if (error) tell('onError', error, message)
      }
    },
    async cancel(id) {
      await Promise.all(meant(id).map((message) => message.cancel()))
    },
    clear(id) {
      for (const message of meant(id)) {
        if (!isOver(message.read()?.status)) cleared.add(message.id)
        drop(message.id)
      }
      host.changed()
    },
    seed(seeds, onlyNew) {
      for (const seed of seeds) {
        const message = of(idOf(seed.id))
        const before = message?.read()
        if (!message || (onlyNew && before)) continue
        message.update(seed, seed.status ?? (before ? undefined : 'completed'))
        const after = message.read()
        // What was over when it was seeded is no news.
        if (!before && after && isOver(after.status)) told = new Map(told).set(message.id, after)
        if (subscribed) message.recover('mount')
      }
    },
    stop() {
      for (const message of all.values()) message.stop()
    },
  }
}
