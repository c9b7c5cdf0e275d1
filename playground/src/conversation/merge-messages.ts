import type { Message } from '../demo/demo-types.js'

const byNumber = new Intl.Collator('en', { numeric: true })

const isOpen = ({ status }: Message): boolean => status === 'streaming'

/** Which of two versions of a message knows more: one that is over, else the longer one. */
function fuller(known: Message, told: Message): Message {
  if (isOpen(known) !== isOpen(told)) return isOpen(known) ? told : known
  return known.text.length > told.text.length ? known : told
}

/** Messages from several sources, each once, oldest first. */
export function mergeMessages(...sources: readonly (readonly Message[])[]): readonly Message[] {
  const byId = new Map<string, Message>()
  for (const message of sources.flat()) {
    const known = byId.get(message.id)
    byId.set(message.id, known ? fuller(known, message) : message)
  }
  return [...byId.values()].sort((a, b) => a.createdAt.localeCompare(b.createdAt) || byNumber.compare(a.id, b.id))
}

/** An answer of which only the beginning was told. */
export function openAnswer(id: string, conversationId: string): Message {
  const createdAt = new Date().toISOString()
  const author = { id: 'assistant', name: 'Assistant' }
  return { id, conversationId, role: 'assistant', author, text: '', createdAt, status: 'streaming' }
}
