import type { TestRequest, TestResponse, TestServer } from './test-server.js'

/** How long a test waits for what must come. */
const PATIENCE_MS = 5_000

/** One channel of an answer, as loosely as tests look at it. */
export interface SeenChannel {
  readonly epoch: string
  readonly head: number
  readonly oldest: number
  readonly more: boolean
  readonly events: readonly {
    readonly seq: number
    readonly event?: string
    readonly data?: unknown
    readonly skip?: true
  }[]
  readonly members?: unknown
  readonly whispers?: unknown
  readonly error?: { readonly status: number; readonly message: string }
}

/** What was read. */
export type SeenChannels = Readonly<Record<string, SeenChannel | undefined>>

/** An event stream whose blocks are taken one by one. */
export interface TestStream {
  readonly headers: Headers
  /** The next block, as it came; rejects when nothing comes, and is undefined at the end of the stream. */
  next(): Promise<string | undefined>
  /** The channels of the next message; its event must be `event`. */
  nextMessage(event?: string): Promise<SeenChannels>
  /** Goes away. */
  abort(): void
}

/** Asks the event log. */
export function askLog(
  { request }: Pick<TestServer, 'request'>,
  body: unknown,
  options: TestRequest = { as: 'ada' },
): Promise<TestResponse> {
  return request('/broadcasting/events', { method: 'POST', body, ...options })
}

/** Asks the event log, and gives the channels of the answer. */
export async function readLog(
  test: Pick<TestServer, 'request'>,
  body: unknown,
  options?: TestRequest,
): Promise<SeenChannels> {
  const { status, json, text } = await askLog(test, body, options)
  if (status !== 200) throw new Error(`The event log answered ${String(status)}: ${text}`)
  return (json as { channels: SeenChannels }).channels
}

/** Opens an event stream as somebody, behind a prefix or none. */
export async function openStream(
  { server }: TestServer,
  body: unknown,
  { as = 'ada', prefix = '' }: { readonly as?: string; readonly prefix?: string } = {},
): Promise<TestStream> {
  const abort = new AbortController()
  const response = await fetch(`${server.url}${prefix}/broadcasting/events`, {
    method: 'POST',
    headers: { Accept: 'text/event-stream', 'Content-Type': 'application/json', Authorization: `Bearer ${as}` },
    body: JSON.stringify(body),
    signal: abort.signal,
  })
  if (response.status !== 200 || !response.body) throw new Error(`No stream: ${String(response.status)}`)
  const next = blocksOf(response.body)
  return {
    headers: response.headers,
    next,
    async nextMessage(event) {
      const block = (await next()) ?? 'the end'
      const [, name, data] = /^(?:event: (.+)\n)?data: (.+)$/.exec(block) ?? []
      if (data === undefined || name !== event) throw new Error(`Not a message ${event ?? ''}: ${block}`)
      return (JSON.parse(data) as { channels: SeenChannels }).channels
    },
    abort: () => {
      abort.abort()
    },
  }
}

function blocksOf(body: ReadableStream<Uint8Array>): () => Promise<string | undefined> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  return async () => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        return block
      }
      const { done, value } = await within(reader.read())
      if (done) return undefined
      text += decoder.decode(value, { stream: true })
    }
  }
}

async function within<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('Nothing came.'))
    }, PATIENCE_MS)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
