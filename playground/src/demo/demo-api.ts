import type { Account } from './account.js'
import type { AnswerSnapshot, Conversation, Fault, Message, Order } from './demo-types.js'
import { RequestError, send, type RequestOptions } from './request.js'

/** The demo's own API, as one user. Every call rejects with a `RequestError` whose text can be shown. */
export interface DemoApi {
  conversations(): Promise<readonly Conversation[]>
  messages(conversationId: string): Promise<readonly Message[]>
  say(conversationId: string, text: string): Promise<Message>
  /** Asks the assistant, who answers by `stream.chunk`. */
  ask(conversationId: string, text: string): Promise<{ question: Message; answer: Message }>
  /** Stops an answer. */
  stop(conversationId: string, messageId: string): Promise<void>
  /** An answer with what follows chunk number `after`. */
  answer(messageId: string, after: number, signal: AbortSignal): Promise<AnswerSnapshot>
  orders(): Promise<readonly Order[]>
  advance(orderId: string): Promise<Order>
  notify(userId: string, text: string): Promise<void>
  /** Begins an export; its progress is at the address that is given. */
  beginExport(): Promise<string>
  /** Breaks something about the connections behind a path, whether it has any just then or not. */
  breakIt(fault: Fault, path: string): Promise<void>
}

/** The API for whoever `account` is. `socketId` is the connection that hears nothing of its own doing. */
export function createDemoApi(account: Account, socketId: () => string | undefined): DemoApi {
  async function call<T>(method: 'GET' | 'POST', path: string, options: RequestOptions = {}): Promise<T> {
    const request = async (reason: 'first' | 'refresh'): Promise<T> => {
      const token = await account.token(reason)
      return send<T>(method, `/api${path}`, { socketId: socketId(), ...options, token })
    }
    try {
      return await request('first')
    } catch (error) {
      if (error instanceof RequestError && error.status === 401) return request('refresh')
      throw error
    }
  }
  const of = (id: string): string => encodeURIComponent(id)
  return {
    conversations: () => call('GET', '/conversations'),
    messages: (id) => call('GET', `/conversations/${of(id)}/messages`),
    say: (id, text) => call('POST', `/conversations/${of(id)}/messages`, { body: { text } }),
    ask: (id, text) => call('POST', `/conversations/${of(id)}/ask`, { body: { text } }),
    stop: (id, messageId) => call('POST', `/conversations/${of(id)}/stop`, { body: { messageId } }),
    answer: (id, after, signal) => call('GET', `/messages/${of(id)}/stream?after=${String(after)}`, { signal }),
    orders: () => call('GET', '/orders'),
    advance: (id) => call('POST', `/orders/${of(id)}/advance`),
    notify: (userId, text) => call('POST', '/notify', { body: { userId, text } }),
    beginExport: async () => {
      const { id } = await call<{ id: string }>('POST', '/exports')
      return `/api/exports/${of(id)}/progress`
    },
    breakIt: (fault, path) => call('POST', '/faults', { body: { ...fault, path } }),
  }
}
