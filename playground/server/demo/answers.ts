/** Texts of an assistant that needs no network; each is chosen by a word in the question. */
const texts: readonly (readonly [about: RegExp, text: string])[] = [
  [
    /connect|cut|wire|offline|lost|network/i,
    `A connection does not end, it merely stops being heard of. That is the whole difficulty: a socket whose cable was pulled looks exactly like one whose other side has nothing to say.

So the client listens for any frame at all and takes it as a sign of life. When none has come for longer than the server promised, it asks, and waits a few seconds for the answer. Without one it lets go and tries again: at once the first time, then after a random pause that grows, so that ten thousand browsers do not come back in the same instant.

While it was away, the world went on. What was said in the meantime has to be asked for, in order, and joined to what is said now without a gap and without saying anything twice. You can watch it here: cut the wire while I am speaking, and see whether a word of this sentence is missing when it comes back.`,
  ],
  [
    /order|sequence|number|twice|duplicate/i,
    `Each piece of this answer carries a number, beginning with one. Whoever puts it together needs three rules and no more.

A number that was already seen is dropped, because networks repeat themselves. A number that is too high is put aside, because something before it is still on its way. And the next number in line is written down, together with everything that was waiting behind it.

If the missing piece does not come within a second, there is no use in waiting longer: the client asks the server for everything after the last number it has. The server keeps the running text for exactly that purpose. The nice property of these rules is that the result does not depend on luck. Shuffle the pieces, repeat some of them, deliver the last one first: the text that comes out is always the same, letter for letter.`,
  ],
  [
    /presence|who|here|member|typing/i,
    `Presence is a list that several people believe in at the same time, so it has to be kept by somebody they all trust. That is the server: your application signs who you are, the server checks the signature, and only then do the others see your name.

You may have this page open in three tabs and are still one person. The others are told when your first tab comes and when your last one goes, and nothing in between. When your own connection blinks, nobody flickers on your screen: the client compares the list before with the list after and only tells the difference.

Typing is smaller than that. It is a whisper, sent from one browser to the others without being stored anywhere, and it fades by itself after a few seconds. If it gets lost, nothing is broken; the next keystroke says it again.`,
  ],
  [
    /.*/,
    `Let me think about that for a moment, one small piece at a time, so that you can watch it arrive.

A page that is told about changes feels different from one that has to ask. Nobody presses reload, nobody wonders whether the number on the screen is still true. It costs one open connection for each reader, and in return a message needs a single trip instead of a question, an answer, and a pause before the next question.

The price is paid when things go wrong. A request that fails can be repeated; a message that was never received leaves no trace. That is why so much of the work in a system like this goes into the minutes that nobody demonstrates: the train that enters a tunnel, the laptop that is closed in the middle of a sentence, the server that restarts because a new version is ready. Try one of them now. I will go on talking, and you can decide afterwards whether anything is missing.`,
  ],
]

/** What the assistant will say. */
export interface Answer {
  /** In order; together they are the text. */
  readonly chunks: readonly string[]
  /** Set where it breaks off: after how many chunks. */
  readonly failsAfter: number | undefined
}

/** How many words a chunk has, in turn: uneven, as a model's are. */
const rhythm = [3, 2, 4, 1, 3, 5, 2]

/** The answer to a question: always the same to the same words. A question with “fail” in it is answered by half. */
export function answerTo(question: string): Answer {
  const text = texts.find(([about]) => about.test(question))?.[1] ?? ''
  const words = text.match(/\S+\s*/g) ?? []
  const chunks: string[] = []
  for (let at = 0; at < words.length;) {
    const size = rhythm[chunks.length % rhythm.length] ?? 1
    chunks.push(words.slice(at, at + size).join(''))
    at += size
  }
  return { chunks, failsAfter: /fail/i.test(question) ? Math.floor(chunks.length / 2) : undefined }
}

/** How long the assistant pauses before a chunk, in ms: longer where a sentence begins. */
export function pauseBefore(previous: string | undefined): number {
  return previous === undefined || /[.:!?]\s*$/.test(previous) ? 180 : 65
}
