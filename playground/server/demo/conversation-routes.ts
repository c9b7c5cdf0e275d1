import { Hono, type Context } from 'hono'
import { CURSOR_HEADER } from '../publisher.js'
import { answerTo } from './answers.js'
import { readFields, readText, refuseText, type SignedInEnvironment } from './caller.js'
import type { Conversations } from './conversations.js'
import type { Message } from './messages.js'
import type { Broadcast } from './broadcast.js'
import type { Streams } from './streams.js'

/** What the routes need. */
export interface ConversationSurroundings {
  readonly conversations: Conversations
  readonly streams: Streams
  readonly broadcast: Broadcast
}

type RouteContext = Context<SignedInEnvironment>

/** Who answers questions. */
const ASSISTANT = { id: 'assistant', name: 'Assistant' }

/** Reading and writing messages, asking the assistant, stopping it, and catching up with what it said. */
export function conversationRoutes(around: ConversationSurroundings): Hono<SignedInEnvironment> {
  const { conversations, streams } = around
  const routes = new Hono<SignedInEnvironment>()

  routes.get('/conversations', (context) => context.json(conversations.list()))
  routes.get('/conversations/:id/messages', (context) => {
    const messages = conversations.messages(context.req.param('id'))
    return messages ? context.json(messages) : notFound(context)
  })
  routes.post('/conversations/:id/messages', async (context) => {
    const text = await readText(context)
    if (text === undefined) return refuseText(context)
    const message = say(context, text, around)
    return message ? context.json(message, 201) : notFound(context)
  })
  routes.post('/conversations/:id/ask', async (context) => {
    const text = await readText(context)
    if (text === undefined) return refuseText(context)
    if (!streams.hasRoom) return context.json({ message: 'Too many answers at once.' }, 429, { 'Retry-After': '5' })
    const question = say(context, text, around)
    const answer =
      question &&
      conversations.write(question.conversationId, {
        role: 'assistant',
        author: ASSISTANT,
        text: '',
        status: 'streaming',
      })
    if (!answer) return notFound(context)
    streams.start(answer, answerTo(text))
    return context.json({ question, answer }, 201)
  })
  routes.post('/conversations/:id/stop', async (context) => {
    const { messageId } = await readFields(context)
    const isHere = conversations.messages(context.req.param('id'))?.some(({ id }) => id === messageId)
    if (typeof messageId != 'string' || !isHere) return notFound(context)
    return context.json({ stopped: streams.stop(messageId) })
  })
  routes.get('/messages/:id/stream', (context) => {
    const after = Number(context.req.query('after') ?? 0)
    if (!Number.isInteger(after) || after < 0) return context.json({ message: 'after must be a whole number.' }, 422)
    const snapshot = streams.snapshot(context.req.param('id'), after)
    return snapshot ? context.json(snapshot) : notFound(context)
  })
  return routes
}

/** Writes what a user says and tells the others, as `toOthers()` does. */
function say(
  context: RouteContext,
  text: string,
  { conversations, broadcast }: ConversationSurroundings,
): Message | undefined {
  const { id, name } = context.get('caller').user
  const message = conversations.write(context.req.param('id') ?? '', { role: 'user', author: { id, name }, text })
  if (!message) return undefined
  const exceptSocketId = context.req.header('X-Socket-ID')
  const cursor = broadcast({
    channel: `private-conversation.${message.conversationId}`,
    event: 'message.created',
    data: message,
    exceptSocketId,
  })
  if (exceptSocketId !== undefined && cursor !== undefined) context.header(CURSOR_HEADER, cursor)
  return message
}

function notFound(context: RouteContext): Response {
  return context.json({ message: 'Not found.' }, 404)
}
