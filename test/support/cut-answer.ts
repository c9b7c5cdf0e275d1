/*
 * An answer of 200 chunks, one every 5 ms, whose reader is cut off behind one of them: whatever was said meanwhile, the text is the
 * same in the end, and never shows what is no beginning of it.
 */

export const channel = 'private-conversation.1'
export const chunks = Array.from({ length: 200 }, (_, n) => (n % 7 ? `word ${String(n)} ` : `größer 🎈${String(n)}\n`))
export const whole = chunks.join('')
/** After how many chunks the reader may be cut off: before the first, between any two, behind the last. */
export const boundaries = Array.from({ length: chunks.length + 1 }, (_, at) => at)
/** How many chunks are said while the reader is away. */
export const MISSED = 20
export const EVERY_MS = 5

/** A chunk as the server tells it. */
export const toldOf = (sequence: number): object => ({ messageId: 1, chunk: chunks[sequence], sequence })

/** How the reader gets what it missed. */
export type Means = 'the event log' | 'resume'
