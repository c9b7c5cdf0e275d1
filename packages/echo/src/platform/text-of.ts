/** An answer that is longer is not read to its end: nobody shall fill our memory. */
const CHARS_MAX = 16_000_000

/** The text of a response; undefined where it has more than 16,000,000 characters, whatever they were compressed to. */
export async function textOf(response: Response): Promise<string | undefined> {
  const reader = response.body?.getReader()
  // React Native has no streams.
  if (!reader) return response.text()
  const decoder = new TextDecoder()
  let text = ''
  for (let part; (part = (await reader.read()).value);) {
    text += decoder.decode(part, { stream: true })
    if (text.length > CHARS_MAX) {
      reader.cancel().catch(() => undefined)
      return undefined
    }
  }
  return text + decoder.decode()
}
