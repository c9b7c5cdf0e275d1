// A chunk of its own. It imports nothing that the rest needs as well, or bundlers would cut a third chunk for that.
import type { Authorization, AuthorizationRequest, Authorizer, PostJson, ReadHeaders } from '../authorizer.js'
import type { EchoError, EchoErrorDetails } from '../errors.js'
import type { Platform } from '../platform/platform.js'
import { asking } from './ask.js'
import { canRefresh, readHeaders, type AuthorizationOptions, type Credentials } from './credentials.js'
import { CREDENTIALS_MS, freshCredentials } from './fresh-credentials.js'
import { inTime } from './in-time.js'
import { postForm, type Answer } from './post-form.js'
import { postJson } from './post-json.js'

/** Makes the errors that permissions are refused with. */
export type Fault = (text: string, details: EchoErrorDetails) => EchoError

/** What is asked of the application's server, all of it with the same credentials. */
export interface Requests extends Authorizer {
  readonly post: PostJson
  readonly headers: ReadHeaders
}

interface Waiting extends AuthorizationRequest {
  readonly signal: AbortSignal | undefined
  answered(answer: Answer): void
  failed(error: unknown): void
}

const PARALLEL = 6
/** The most that shares one request: forms have limits (PHP takes 1,000 fields). */
const BATCHED = 200
/** So many channels are known to have been allowed: who goes through a thousand others in one session asks anew. */
const ALLOWED_KEPT = 1_000

/**
 * The requests of one client: forms with `socket_id` and `channel_name`.
 *
 * Owns: the requests in flight. Does not own: the refresh (`fresh-credentials.ts`), retries after a failure that may pass (the
 * subscription has them), what an authorization is used for.
 *
 * Batched (`auth.batch`): `channel_name[]` for each channel; answered by name, `{ status, data }` or the authorization itself.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createRequests(options: AuthorizationOptions, platform: Platform, fault: Fault): Requests {
  const allowed = new Set<string>()
  let waiting: Waiting[] = []
  let running = 0
  const ask = asking(options, platform)
  const { clock } = platform
  const late = (): EchoError =>
    fault('No credentials within a minute: `bearerToken`, `auth.headers` and `auth.params` have to settle.', {
      retryable: true,
    })
  const fresh = freshCredentials(options, platform, late)

  const post = async ([first, ...others]: Waiting[], batched: boolean): Promise<Answer> => {
    const { batch } = options.auth ?? {}
    const own = typeof batch == 'object' && batched ? batch.endpoint : undefined
    const url = own ?? options.authEndpoint ?? '/broadcasting/auth'
    const field = batched ? 'channel_name[]' : 'channel_name'
    const names = [first, ...others].map((request): [string, string] => [field, request?.channel ?? ''])
    const signal = first?.signal
    const send = ({ headers, params }: Credentials): Promise<Answer> => {
      headers.set('Content-Type', 'application/x-www-form-urlencoded')
      // By hand: to React Native a list is no form.
      const fields = [['socket_id', first?.socketId ?? ''], ...names, ...params]
      const body = fields.map((field) => field.map(encodeURIComponent).join('=')).join('&')
      return postForm(url, { headers, body, signal }, { ask, clock, late: () => fault('No answer in time.', {}) })
    }

    // Laravel says 403, not 401, to a session that expired: then it is worth asking who was allowed before.
    const expired = ({ status }: Answer): boolean =>
      status == 401 ||
      status == 419 ||
      (status == 403 && (canRefresh(options) || names.some(([, name]) => allowed.has(name))))
    return fresh({ url, signal, send, expired })
  }

  const pump = (): void => {
    // Whose link is gone no longer asks.
    waiting = waiting.filter(({ signal }) => !signal?.aborted)
    const [first] = waiting
    if (!first || running == PARALLEL) return
    const batched = Boolean(options.auth?.batch)
    const taken = batched ? waiting.filter(({ socketId }) => socketId == first.socketId).slice(0, BATCHED) : [first]
    waiting = waiting.filter((request) => !taken.includes(request))
    running++
    post(taken, batched)
      .then(
        (answer) => {
          const of = batched ? partsOf(answer) : () => answer
          for (const request of taken) request.answered(of(request.channel))
        },
        (cause: unknown) => {
          const { name, message } = fieldsOf(cause)
          // Of others the name and no more: what they say may hold a header that could not be sent.
          const text = name == 'EchoError' ? String(message) : `The authorization request failed (${String(name)}).`
          for (const request of taken) request.failed(fault(text, { channel: request.channel, retryable: true }))
        },
      )
      .finally(() => {
        running--
        pump()
      })
    pump()
  }

  return {
    post: postJson(ask, fresh),
    async headers(reason) {
      const url = options.authEndpoint ?? '/broadcasting/auth'
      if (reason == 'refresh' && !canRefresh(options)) return undefined
      const read = () => readHeaders(options, reason, { page: platform.page, url })
      return Object.fromEntries(await inTime(read, { clock, late, ms: CREDENTIALS_MS, signal: undefined }))
    },
    async authorize(request, signal) {
      const answer = await new Promise<Answer>((answered, failed) => {
        // What one turn asks for is taken together.
        if (waiting.push({ ...request, signal, answered, failed }) == 1) queueMicrotask(pump)
      })
      const { channel } = request
      allowed.delete(channel)
      if (answer.status >= 300 || typeof fieldsOf(answer.body).auth != 'string') throw refusal(channel, answer, fault)
      for (const [oldest] of allowed.add(channel).entries()) if (allowed.size > ALLOWED_KEPT) allowed.delete(oldest)
      return answer.body as Authorization
    },
  }
}

/** What a batched answer says of each channel. */
function partsOf(answer: Answer): (channel: string) => Answer {
  if (answer.status >= 300) return () => answer
  const parts = new Map(Object.entries(fieldsOf(answer.body)))
  return (channel) => {
    const body = parts.get(channel)
    const { status, data } = fieldsOf(body)
    return typeof status == 'number' ? { ...answer, status, body: data } : { ...answer, body }
  }
}

function refusal(channel: string, { status, body, retryAfterMs }: Answer, fault: Fault): EchoError {
  const { message } = fieldsOf(body)
  const said =
    status < 300 ? 'the answer holds no `auth`' : typeof message == 'string' ? message.slice(0, 200) : 'refused'
  const retryable = status >= 500 || status == 429 || status == 408
  const text = `${channel} was not authorized (${String(status)}): ${said}`
  return fault(text, { channel, status, retryAfterMs, retryable })
}

const fieldsOf = (value: unknown): Record<string, unknown> => Object(value) as Record<string, unknown>
