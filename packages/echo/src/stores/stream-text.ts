/** A part is at least as long before it is sealed … */
const PART_MIN = 2_048
/** … and sealed at the latest here, line end or not. */
const PART_MAX = 4_096

/** A text that grows. */
export interface StreamText {
  append(text: string): void
  /** Puts `text` before everything. */
  prepend(text: string): void
  /** Makes it `text`. */
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
    full ||= came != coming
    coming = ''
    if (came) parts = [...parts.slice(0, -1), ...partsOf((parts.at(-1) ?? '') + came)]
    text = final ? parts.join('') : text + came
    return { text, parts, full }
  }
  const set = (given: string): void => {
    text = ''
    parts = []
    full = false
    coming = given
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
  const parts: string[] = []
  for (let end; (end = partEnd(text)) > 0; text = text.slice(end)) parts.push(text.slice(0, end))
  return [...parts, text]
}

/** Where the first part of `text` ends, at a line end if there is one; 0 while it may still grow. */
function partEnd(text: string): number {
  const line = text.indexOf('\n', PART_MIN - 1) + 1
  if (line > 0 && line <= PART_MAX) return line
  if (text.length <= PART_MAX) return 0
  // Not between the halves of one character.
  return text.charCodeAt(PART_MAX - 1) >> 10 == 0xd800 >> 10 ? PART_MAX - 1 : PART_MAX
}
