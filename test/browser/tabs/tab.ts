// What runs in the page of `tabs.page.test.ts`: a client of each broadcaster, and what they and the page went through.
import { Echo, eventLog, polling, reverb, sse, type Broadcaster, type Gap } from '@resound/echo/core'

/** What a client went through. */
export interface Told {
  readonly kind: string
  readonly got: readonly number[]
  readonly gaps: readonly Gap[]
  readonly errors: readonly string[]
  /** The states of its connection, one after the other, and the words for the one it is in. */
  readonly story: readonly string[]
  readonly status: string
  readonly transport: string | undefined
  readonly subscribed: boolean
}

declare global {
  interface Window {
    tab: {
      /** What the page was told: `freeze`, `pageshow from the cache`. */
      readonly signals: string[]
      /** Times at which a timer of half a second ran, in ms since 1970. */
      readonly ticks: number[]
      tell(): Told[]
    }
  }
}

const asked = new URL(location.href).searchParams
const given = (name: string): string => asked.get(name) ?? ''
const endpoint = `http://127.0.0.1:${given('port')}/broadcasting/events`

const signals: string[] = []
for (const type of ['pageshow', 'pagehide'] as const)
  addEventListener(type, ({ persisted }) => signals.push(persisted ? `${type} from the cache` : type))
for (const type of ['freeze', 'resume', 'visibilitychange'])
  document.addEventListener(type, () => signals.push(type == 'visibilitychange' ? document.visibilityState : type))

function client(broadcaster: Broadcaster): () => Told {
  const errors: string[] = []
  const echo = new Echo({
    broadcaster,
    namespace: false,
    history: eventLog({ endpoint }),
    onError: ({ kind, message }) => errors.push(`${kind}: ${message}`),
  })
  const got: number[] = []
  const gaps: Gap[] = []
  const story: string[] = []
  const channel = echo.channel(given('channel')).on('tick', ({ n }: { n: number }) => got.push(n))
  channel.gap((gap) => gaps.push(gap))
  echo.connection.subscribe(() => {
    const { status } = echo.connection.get()
    if (story.at(-1) != status) story.push(status)
  })
  return () => ({
    ...{ kind: broadcaster.kind, got, gaps, errors, story },
    status: echo.connectionStatus(),
    transport: echo.connection.get().transport,
    subscribed: channel.state.status == 'subscribed',
  })
}

const web = reverb({ key: given('key'), wsHost: '127.0.0.1', wsPort: Number(given('port')), forceTLS: false })
const clients = [web, sse({ endpoint }), polling({ endpoint })].map(client)
const ticks: number[] = []
setInterval(() => ticks.push(Date.now()), 500)
window.tab = { signals, ticks, tell: () => clients.map((tell) => tell()) }
