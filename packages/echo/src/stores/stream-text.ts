/** A part that is sealed: from 2,048 characters on to the first line end, at 4,096 without one, but never between the halves of one. */
const SEALED = /.{2047,4095}?\n|.{4095}(?:[^\uD800-\uDBFF]|(?=[\uD800-\uDBFF]))/gsy

/** A text that grows. */
export interface StreamText {
  append(text: string): void
  /** Puts `text` before everything. */
  prepend(text: string): void
  /** Makes it `text`: what is there already stays as it is. */
  set(text: string): void
  /**
   * Takes in what came, in a time linear in that. `parts` joined are the `text`; `full` is whether something did not fit. A text
   * that is `final` is made one string of the many that it grew from: they hold several times its size.
   */
  flush(final?: boolean): { text: string; parts: readonly string[]; full: boolean }
}

/** A text of `maxChars` at most. */
export function createStreamText(maxChars: number): StreamText {
  let text = ''
  let parts: readonly string[] = []
  let coming = ''
  let full = false

  const flush: StreamText['flush'] = (final) => {
    const came = coming.slice(0, maxChars - text.length)
    full ||= came.length < coming.length
    coming = ''
    if (came) parts = [...parts.slice(0, -1), ...partsOf((parts.at(-1) ?? '') + came)]
    text = final ? parts.join('') : text + came
    return { text, parts, full }
  }
  const set = (given: string): void => {
    flush()
    if (!given.startsWith(text)) {
      text = ''
      parts = []
    }
    full = false
    coming = given.slice(text.length)
  }
  return {
    // Done for each chunk: the rest is done once a frame.
    append(given) {
      coming += given
    },
    prepend(given) {
      set(given + flush().text)
    },
    set,
    flush,
  }
}

/** A text in parts; all but the last are sealed: the same from then on, however the text arrived. */
export function partsOf(text: string): string[] {
  const sealed = text.match(SEALED) ?? []
  return [...sealed, text.slice(sealed.join('').length)]
}
