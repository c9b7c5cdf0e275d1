import type { Clock } from '../support/clock.js'
import type { Links } from './links.js'
import { LATENCY_MS, type NetworkEvents } from './network.js'
import type { ReplayFault } from './schedule.js'
import type { ChannelAnswer, Server } from './server.js'

const SLOW_MS = 4_000

interface Asked {
  readonly channels: readonly { readonly name: string; readonly epoch?: string; readonly after?: number }[]
  /** Only who replays says that. */
  readonly limit?: number
  readonly waitMs: number
}

/** A long poll that the server has not answered yet. */
interface Poll {
  /** Answers if there is something to say, or at once if it has waited long enough. */
  look(late: boolean): void
  drop(): void
  dead: boolean
}

const textOf = (value: unknown): string => JSON.stringify(value)

function respond(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return {
    ok: status < 300,
    status,
    redirected: false,
    headers: new Headers({ 'Content-Type': typeof body == 'string' ? 'text/html' : 'application/json', ...headers }),
    body: null,
    text: () => Promise.resolve(typeof body == 'string' ? body : textOf(body)),
    json: () => Promise.resolve(body),
  } as Response
}

const isNews = ({ epoch, after = 0 }: Asked['channels'][number], answer: ChannelAnswer): boolean =>
  answer.epoch != epoch || answer.events.length > 0 || answer.oldest > after + 1

export interface RequestsOptions {
  readonly clock: Clock
  readonly server: Server
  readonly tell: NetworkEvents
  readonly links: Links
  /** Whether anything gets through. */
  refused(): boolean
}

/**
 * Requests to the server's event log and its route for permissions, by the clock.
 *
 * Owns: the requests under way, the polls that are held. Does not own: what is true (`server.ts`), web sockets (`network.ts`).
 */

export function createRequests({ clock, server, tell, links, refused }: RequestsOptions) {
  const count = { open: 0, sent: 0 }
  const polls = new Set<Poll>()

  const serve = (url: string, init: RequestInit, fault: ReplayFault | undefined): Response | undefined => {
    if (refused()) throw new TypeError('fetch failed')
    if (fault == 'error') return respond(500, { message: 'broken' })
    if (fault == 'busy') return respond(429, { message: 'later' }, { 'Retry-After': '2' })
    if (fault == 'page') return respond(200, '<html>Sign in</html>')
    if (fault == 'refused') return respond(403, { message: 'no' })
    if (fault == 'silence') return undefined
    const sent = new Headers(init.headers).get('Authorization')
    if (sent != `Bearer ${server.token}`) return respond(401, { message: 'expired' })
    if (url.endsWith('/auth')) return respond(200, { auth: 'key:signature' })
    const { channels, limit } = JSON.parse(init.body as string) as Asked
    return respond(200, { channels: server.read(channels, limit) })
  }
  /** The client reads the answer to a poll. */
  const polled = (channels: Readonly<Record<string, ChannelAnswer>>): void => {
    for (const [name, { epoch, head, events }] of Object.entries(channels)) {
      tell.read(name, { epoch, head })
      for (const { seq, skip } of events) if (!skip) tell.arrived(name, epoch, seq)
    }
  }

  const fetch = (url: string, init: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      if (init.signal?.aborted) {
        reject(new Error('aborted'))
        return
      }
      count.open++
      count.sent++
      const askedAt = clock.now()
      const asked = url.endsWith('/events') ? (JSON.parse(init.body as string) as Asked) : undefined
      const isReplay = asked?.limit !== undefined
      const isPoll = asked !== undefined && !isReplay
      const fault = isReplay ? server.nextFault() : undefined
      const over = new AbortController()
      let poll: Poll | undefined
      if (isPoll) links.pollBegan(asked.waitMs == 0)
      const end = (): void => {
        count.open--
        cancel()
        over.abort()
        if (poll) polls.delete(poll)
      }
      const answer = (response: Response): void => {
        end()
        if (isPoll) links.pollEnded()
        resolve(response)
      }
      const fail = (): void => {
        end()
        if (isPoll) links.pollEnded()
        reject(new TypeError('fetch failed'))
      }
      const later = (ms: number, run: () => void): void => {
        cancel()
        cancel = clock.timer(ms, run)
      }
      /** What the server has to say now, if that is worth an answer. */
      const hold = ({ channels, waitMs }: Asked): void => {
        const look = (late: boolean): void => {
          const all = Object.entries(server.read(channels))
          const news = all.filter(([name, answer]) => channels.some((one) => one.name == name && isNews(one, answer)))
          if (poll?.dead || (!late && !news.length)) return
          const chosen = Object.fromEntries(late ? all : news)
          if (poll) polls.delete(poll)
          const text = (): Promise<string> => {
            polled(chosen)
            return Promise.resolve(textOf({ channels: chosen }))
          }
          later(LATENCY_MS, () => {
            answer(Object.assign(respond(200, undefined), { text }))
          })
        }
        const held: Poll = {
          look,
          dead: false,
          drop() {
            polls.delete(held)
            later(LATENCY_MS, fail)
          },
        }
        poll = held
        polls.add(poll)
        later(waitMs, () => {
          look(true)
        })
        look(false)
      }
      let cancel = clock.timer(LATENCY_MS, () => {
        try {
          const response = serve(url, init, fault)
          if (isPoll && response?.ok) hold(asked)
          else if (response) {
            later(fault == 'slow' ? SLOW_MS : LATENCY_MS, () => {
              if (isReplay && response.ok && fault != 'page') {
                server.served()
                tell.answered(response, askedAt)
              }
              answer(response)
            })
          }
        } catch {
          fail()
        }
      })
      const give = (): void => {
        end()
        if (isPoll) links.pollEnded(poll?.dead ? undefined : asked.channels.map(({ name }) => name))
        reject(new Error('aborted'))
      }
      init.signal?.addEventListener('abort', give, { signal: over.signal })
    })

  return {
    fetch,
    count,
    /** Something may have changed in the log. */
    wake(): void {
      for (const poll of [...polls]) poll.look(false)
    },
    cut(): void {
      for (const poll of [...polls]) if (!poll.dead) poll.drop()
    },
    halfOpen(): void {
      for (const poll of polls) poll.dead = true
    },
  }
}
