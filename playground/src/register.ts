import type { AnswerEnd, AnswerStart, Member, Message, Note, Order, Whereabouts } from './demo/demo-types.js'

/** What the demo sends, told once for every call and every hook of this application. */
declare module '@resound/echo' {
  interface Register {
    channels: {
      'conversation.{id}': {
        '.message.created': Message
        '.stream.started': AnswerStart
        '.stream.chunk': { readonly messageId: string; readonly chunk: string; readonly sequence: number }
        '.stream.completed': AnswerEnd
        '.stream.failed': { readonly messageId: string; readonly sequence: number; readonly error: string }
      }
      'orders.{id}': { '.order.status.updated': Order }
      'App.Models.User.{id}': { '.Illuminate\\Notifications\\Events\\BroadcastNotificationCreated': Note }
    }
    presence: { 'conversation.{id}.presence': Member; 'room.{name}': Member }
    whispers: { at: Whereabouts; where: Record<string, never> }
  }
}
