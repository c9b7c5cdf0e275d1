import { EchoError, type EchoErrorKind } from '../errors.js'
import { fieldsOf } from '../json.js'
import type { EventMeta } from '../message.js'
import type { StoreContext, StoreSource } from './running-store.js'
import { createMessages } from './stream-messages.js'
import { idOf, knownOf, placeOf, textOf, type Fields } from './stream-payload.js'
import {
  listOf,
  type ResumeRequest,
  type StreamHandlers,
  type StreamMessages,
  type StreamOptions,
  type StreamSeed,
} from './stream-state.js'
import type { StreamedMessage } from './streamed-message.js'

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

/** Owns: the state of the streams of one channel, and whether we were away. Does not own: the messages, who handles what. */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function streamSource<Meta>(
  context: StoreContext<StreamHandlers<Meta>>,
  options: StreamOptions<Meta>,
  state: StreamMessages<Meta>,
): StreamSource<Meta> {
  const { channel, client, find, tell } = context
  const { events = {}, id: only, parse = {} } = options
  let stale = false
  let subscribed = false
  let wasSubscribed = false
  let mounted = false
  /** Whether the server numbers what it sends: then a history brings back what was missed. */
  let numbered = false

  const errorOf = (text: string, cause: unknown, kind: EchoErrorKind = 'stream'): EchoError =>
    new EchoError(kind, text, { cause, channel: channel.name })
  const complain = (error: EchoError, id = ''): void => {
    if (find('onError')) tell('onError', error, state.byId.get(id))
    else client.report(error)
  }
  const messages = createMessages<Meta>(
    {
      ...options,
      clock: client.platform.clock,
      maxChars: options.maxChars ?? 1e6,
      oneBased: false,
      changed() {
        if (!stale) context.changed()
        stale = true
      },
      resume(request) {
        const resume = find('resume')
        return resume && (async () => resume(request))()
      },
      failed(cause, id) {
        complain(errorOf(`Message ${id} was not resumed or cancelled.`, cause), id)
      },
    },
    { maxMessages: options.maxMessages ?? 50, wanted: only === undefined ? undefined : listOf(only) },
    context,
  )
  const { all, of, published } = messages
  // Who gives `cancel` to a button as its handler means all of them, and not the click.
  const meant = (id: string | undefined): StreamedMessage<Meta>[] =>
    [...all.values()].filter((message) => typeof id != 'string' || id == message.id)
  const recover = (reason: ResumeRequest['reason']): void => {
    for (const message of all.values()) message.recover(reason)
  }
  const receive = (kind: Exclude<Kind, 'chunk'>, id: string, read: Fields): void => {
    const known = knownOf<Meta>(read)
    // The end of a message we never saw, without its text, tells nothing worth showing.
    const message = kind == 'completed' && (known.text ?? known.sequence) === undefined ? all.get(id) : of(id)
    if (kind == 'failed') {
      const said = fieldsOf(read.error).message ?? read.error
      message?.update(
        { status: kind, error: errorOf(typeof said == 'string' ? said : 'The stream failed.', said) },
        true,
      )
    } else message?.update({ ...known, status: kind == 'started' ? undefined : kind }, true)
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
  return {
    read() {
      if (stale) state = messages.gather(state)
      stale = false
      return state
    },
    follow() {
      const before = subscribed
      subscribed = channel.state.status == 'subscribed'
      // What is read from the server is complete only if it is read after the subscription.
      if (!subscribed || before) return
      if (!wasSubscribed) recover('mount')
      else if (!numbered || channel.guarantee != 'gapless') recover('reconnect')
      wasSubscribed = true
    },
    attached({ resume }) {
      if (subscribed && !mounted) recover('mount')
      mounted ||= !!resume
    },
    published,
    async cancel(id) {
      const stop = find('cancel')
      await Promise.all(meant(id).map((message) => message.cancel(stop)))
    },
    clear(id) {
      for (const message of meant(id)) message.clear()
    },
    seed(seeds, onlyNew) {
      for (const seed of seeds) {
        const id = idOf(seed.id)
        if (onlyNew && all.has(id)) continue
        const message = of(id)
        const known = knownOf<Meta>(seed as unknown as Fields)
        message?.update({ ...known, status: seed.status ?? (message.read() ? undefined : 'completed') }, false)
        if (subscribed) message?.recover('mount')
      }
    },
    stop() {
      for (const message of all.values()) message.stop()
    },
  }
}
