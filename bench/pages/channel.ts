/** The channel that all pages use. */
export const CHANNEL = 'conversation.1'
