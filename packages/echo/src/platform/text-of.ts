/** An answer that is longer is not read to its end: nobody shall fill our memory. */
const CHARS_MAX = 16_000_000

/** The text of a response; undefined where it has more than 16,000,000 characters, whatever they were compressed to. */
export async function textOf(response: Response): Promise<string | undefined> {
  // React Native has no streams, and what `node-fetch` has is another kind.
  const { body }: { body: Partial<ReadableStream<Uint8Array>> | null } = response
  const reader = body?.getReader?.()
  if (!reader) return response.text()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { value } = await reader.read()
    text += decoder.decode(value, { stream: Boolean(value) })
    if (!value) return text
    if (text.length > CHARS_MAX) break
  }
  reader.cancel().catch(() => undefined)
  return undefined
}
