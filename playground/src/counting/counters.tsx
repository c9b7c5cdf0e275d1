import { useConnectionState, usePrivate, useStream, type EventMeta } from '@resound/react'
import { useCallback, useReducer, useState, type ReactElement } from 'react'
import { shortWords } from '../connection/connection-words.js'
import { answerOptions, type AnswerMeta } from '../conversation/use-answers.js'
import type { Place } from '../session/address.js'
import { useSession } from '../session/session-context.js'
import { CounterLine, CounterTable, type Counted } from './counter-table.js'
import { count, missed, noTally, type CountedEvent } from './tally.js'
import { useWire } from '../wire/use-wire.js'
import { useGaps } from './use-gaps.js'
import { useLeast } from './use-least.js'
import { usePeer } from './use-peer.js'

/** What arrived and what did not; counted for conversations, whose answers come in numbered chunks. */
export function Counters({ place }: { place: Place }): ReactElement {
  return (
    <section className="wire-part" aria-labelledby="counters-title">
      <h2 className="pane-heading" id="counters-title">
        Counted
      </h2>
      {place.kind === 'conversation' ? (
        <ConversationCounters key={place.id} id={place.id} />
      ) : (
        <p className="soft small">
          Open a conversation: the chunks of its answers are numbered, so that none can get lost unseen.
        </p>
      )}
    </section>
  )
}

function ConversationCounters({ id }: { id: string }): ReactElement {
  const { user, wire } = useSession()
  const now = useWire()
  const [before, setBefore] = useState(now)
  const channel = `conversation.${id}` as const
  const [isPeerOn, setPeerOn] = useState(false)
  const [tally, happened] = useReducer(count, noTally)
  const ours = (payload: CountedEvent['payload'], meta: EventMeta): void => {
    wire.delivered(meta)
    happened({ event: meta.event, payload })
  }
  usePrivate(channel, {
    '.message.created': (message, meta) => {
      wire.delivered(meta)
      if (message.author.id !== user.id) happened({ event: meta.event, payload: {} })
    },
    '.stream.started': ours,
    '.stream.chunk': ours,
    '.stream.completed': ours,
    '.stream.failed': ours,
  })
  useGaps(`private-${channel}`)
  const peer = usePeer(
    channel,
    isPeerOn,
    useCallback(() => {
      happened('reset')
      setBefore(wire.get())
    }, [wire]),
  )
  const { messages } = useStream<AnswerMeta>(channel, answerOptions)
  const status = useConnectionState(shortWords)

  const known = new Map(messages.map(({ id: answer, sequence }) => [answer, sequence]))
  const counted = messages.filter((answer) => tally.answers.has(answer.id))
  const lost = counted.reduce((sum, answer) => sum + answer.missing, 0)
  const own: Counted = {
    status,
    events: tally.events,
    missed: useLeast(missed(tally, isPeerOn ? [peer.tally] : [], known)),
    replayed: now.replayed - before.replayed,
    repeated: now.repeated - before.repeated,
    lost: lost + now.lost - before.lost,
    isLostOpen: now.isLostOpen && now.lost > before.lost,
  }
  const peerMissed = useLeast(missed(peer.tally, [tally], known))
  const other: Counted = {
    status: peer.status,
    events: peer.tally.events,
    missed: peerMissed,
    replayed: 0,
    repeated: 0,
    lost: peerMissed,
    isLostOpen: false,
  }
  return (
    <div className="counted">
      {isPeerOn ? <CounterTable own={own} peer={other} /> : <CounterLine own={own} />}
      <button
        type="button"
        className="button is-small"
        aria-pressed={isPeerOn}
        onClick={() => {
          setPeerOn(!isPeerOn)
        }}
      >
        Beside laravel-echo + pusher-js
      </button>
    </div>
  )
}
