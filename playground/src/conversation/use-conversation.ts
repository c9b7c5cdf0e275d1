import { usePrivate, type ChannelHandle } from '@resound/react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Message } from '../demo/demo-types.js'
import { useLoaded, type Loaded } from '../elements/use-loaded.js'
import { useSession } from '../session/session-context.js'
import { mergeMessages, openAnswer } from './merge-messages.js'
import { useAnswers, type Answer } from './use-answers.js'

/** A conversation, and what can be done in it. */
export interface ConversationView {
  readonly messages: readonly Message[]
  readonly loaded: Loaded<readonly Message[]>
  readonly channel: ChannelHandle
  /** Answers by message id, as far as they streamed in. */
  readonly answers: ReadonlyMap<string, Answer>
  readonly isAnswering: boolean
  say(text: string): Promise<void>
  ask(text: string): Promise<void>
  /** Stops one answer, or all of them. */
  stop(id?: string): void
}

/** The messages of a conversation: those the server has, those that are told meanwhile, and the answers that stream in. */
export function useConversation(id: string): ConversationView {
  const { api } = useSession()
  const [told, setTold] = useState<readonly Message[]>([])
  const add = (...messages: Message[]): void => {
    setTold((before) => mergeMessages(before, messages))
  }
  const loaded = useLoaded(useCallback(() => api.messages(id), [api, id]))
  const { reload } = loaded
  const data = loaded.status === 'ready' ? loaded.data : undefined
  const messages = useMemo(() => mergeMessages(data ?? [], told), [data, told])

  const channel = usePrivate(`conversation.${id}`, {
    '.message.created': (message) => add(message),
    '.stream.started': ({ messageId }) => add(openAnswer(messageId, id)),
  })
  const streams = useAnswers(id, (answer) => {
    const message = messages.find((each) => each.id === answer.id) ?? openAnswer(answer.id, id)
    add({ ...message, text: answer.text, status: finalStatus(answer) })
  })
  const { seed, cancel } = streams

  // What was said before the subscription, or while it was gone, was not told.
  const isSubscribed = channel.status === 'subscribed'
  useEffect(() => {
    if (isSubscribed) reload()
  }, [isSubscribed, reload])
  useEffect(() => {
    const open = data?.filter(({ status }) => status === 'streaming') ?? []
    if (open.length > 0) seed(open.map((answer) => ({ id: answer.id, status: 'streaming' })))
  }, [data, seed])

  return {
    messages,
    loaded,
    channel,
    answers: streams.byId,
    isAnswering: streams.active.length > 0,
    say: async (text) => {
      add(await api.say(id, text))
    },
    ask: async (text) => {
      const { question, answer } = await api.ask(id, text)
      add(question, answer)
      seed({ id: answer.id, status: 'streaming' })
    },
    stop: useCallback((answerId) => void cancel(answerId), [cancel]),
  }
}

function finalStatus({ status, meta }: Answer): NonNullable<Message['status']> {
  if (status === 'failed') return 'failed'
  return status === 'cancelled' || meta?.stopped ? 'cancelled' : 'completed'
}
