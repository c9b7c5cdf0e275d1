/** Somebody who can sign in to the demo. */
export interface DemoUser {
  readonly id: string
  readonly name: string
  /** What signs in. */
  readonly handle: 'ada' | 'grace'
}

/** Both of them, known before the server answers. */
export const demoUsers = [
  { id: '1', name: 'Ada Lovelace', handle: 'ada' },
  { id: '2', name: 'Grace Hopper', handle: 'grace' },
] as const satisfies readonly DemoUser[]

/** Who wrote a message. */
export interface Author {
  readonly id: string
  readonly name: string
}

/** How an assistant's answer stands. */
export type AnswerStatus = 'streaming' | 'completed' | 'failed' | 'cancelled'

/** A message of a conversation. */
export interface Message {
  readonly id: string
  readonly conversationId: string
  readonly role: 'user' | 'assistant'
  readonly author: Author
  /** An answer that still streams has here what was said when it was read. */
  readonly text: string
  /** ISO 8601. */
  readonly createdAt: string
  /** Only on answers. */
  readonly status?: AnswerStatus
}

/** A conversation in the list of all. */
export interface Conversation {
  readonly id: string
  readonly title: string
  readonly lastMessage: Message | null
}

/** An answer as the server knows it, with the chunks after the one that was asked for. */
export interface AnswerSnapshot {
  readonly id: string
  readonly text: string
  readonly status: AnswerStatus
  readonly chunks: readonly { readonly sequence: number }[]
}

/** Where an order is, in the order it goes. */
export const orderPath = ['placed', 'packed', 'shipped', 'delivered'] as const

/** An order. */
export interface Order {
  readonly id: string
  readonly title: string
  readonly status: (typeof orderPath)[number]
  /** ISO 8601. */
  readonly updatedAt: string
}

/** A notification as Laravel broadcasts it. */
export interface Note {
  readonly id: string
  readonly type: string
  readonly text: string
  readonly from: string
}

/** A member of the presence channels, as the server announces one. */
export interface Member {
  readonly id: string
  readonly name: string
}

/** The beginning of an answer, as `stream.started` carries it. */
export interface AnswerStart {
  readonly messageId: string
}

/** The end of an answer, as `stream.completed` carries it. */
export interface AnswerEnd {
  readonly messageId: string
  /** The number of its last chunk. */
  readonly sequence: number
  readonly stopped: boolean
}

/** Where a window is, as windows whisper it to each other. */
export interface Whereabouts {
  readonly windowId: string
  /** As in the address; null when the window closes. */
  readonly place: string | null
}

/** What can be broken on purpose. */
export type Fault =
  | { readonly kind: 'cut' | 'half-open' | 'slow' | 'block-web-sockets' | 'buffer-streams'; readonly ms: number }
  | { readonly kind: 'restart'; readonly ms: number; readonly losesStreams?: boolean }
  | { readonly kind: 'swallow'; readonly count: number }
  | { readonly kind: 'refuse-channel'; readonly ms: number; readonly channel: string }
  | { readonly kind: 'expire-token' }
