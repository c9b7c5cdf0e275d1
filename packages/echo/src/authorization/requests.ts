// A chunk of its own. It imports nothing that the rest needs as well, or bundlers would cut a third chunk for that.
import type { Authorization, AuthorizationRequest, Authorizer } from '../authorizer.js'
import type { EchoError, EchoErrorDetails } from '../errors.js'
import type { Platform } from '../platform/platform.js'
import { canRefresh, readCredentials, type AuthorizationOptions, type Credentials } from './credentials.js'
import { postForm, type Answer } from './post-form.js'

/** Makes the errors that permissions are refused with. */
export type Fault = (text: string, details: EchoErrorDetails) => EchoError

interface Waiting extends AuthorizationRequest {
  readonly signal: AbortSignal | undefined
  answered(answer: Answer): void
  failed(error: unknown): void
}

const PARALLEL = 6
/** The most that shares one request: forms have limits (PHP takes 1,000 fields). */
const BATCHED = 200

/**
 * The requests of one client: forms with `socket_id` and `channel_name`.
 *
 * Owns: the requests in flight, and the one refresh that all who need it share. Does not own: retries after a failure that may
 * pass (the subscription has them), what an authorization is used for.
 *
 * Batched (`auth.batch`): `channel_name[]` for each channel; answered by name, `{ status, data }` or the authorization itself.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createRequests(options: AuthorizationOptions, platform: Platform, fault: Fault): Authorizer {
  const allowed = new Set<string>()
  let waiting: Waiting[] = []
  let running = 0
  let refreshing: Promise<Credentials> | undefined
  let refreshed = 0

  const post = async ([first, ...others]: Waiting[], batched: boolean): Promise<Answer> => {
    const { batch, withCredentials } = options.auth ?? {}
    const own = typeof batch == 'object' && batched ? batch.endpoint : undefined
    const url = own ?? options.authEndpoint ?? '/broadcasting/auth'
    const field = batched ? 'channel_name[]' : 'channel_name'
    const names = [first, ...others].map((request): [string, string] => [field, request?.channel ?? ''])
    const read = (reason: 'first' | 'refresh'): Promise<Credentials> =>
      readCredentials(options, reason, { page: platform.page, url })
    const send = ({ headers, params }: Credentials): Promise<Answer> => {
      const body = new URLSearchParams([['socket_id', first?.socketId ?? ''], ...names, ...params])
      const credentials = withCredentials ? 'include' : 'same-origin'
      return postForm(url, { headers, body, credentials, signal: first?.signal ?? null }, platform)
    }

    const version = refreshed
    const sent = await read('first')
    const answer = await send(sent)
    // Laravel says 403, not 401, to a session that expired: then it is worth asking who was allowed before.
    const { status } = answer
    const expired = status == 401 || status == 419
    if (!expired && !(status == 403 && (canRefresh(options) || names.some(([, name]) => allowed.has(name)))))
      return answer
    if (version == refreshed && canRefresh(options)) {
      refreshing ??= read('refresh').finally(() => {
        refreshing = undefined
        refreshed++
      })
    }
    const next = await (refreshing ?? read('first'))
    // Without anything new to say, asking again would only bring the same answer.
    return canRefresh(options) || fingerprint(sent) != fingerprint(next) ? send(next) : answer
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
          for (const request of taken) request.answered(batched ? part(answer, request.channel) : answer)
        },
        (cause: unknown) => {
          // Its name and no more: what it says may hold a header that could not be sent.
          const text = `The authorization request failed (${String(fieldsOf(cause).name)}).`
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
    async authorize(request, signal) {
      const answer = await new Promise<Answer>((answered, failed) => {
        // What one turn asks for is taken together.
        if (waiting.push({ ...request, signal, answered, failed }) == 1) queueMicrotask(pump)
      })
      const { channel } = request
      allowed.delete(channel)
      if (answer.status >= 300 || typeof fieldsOf(answer.body).auth != 'string') throw refusal(channel, answer, fault)
      allowed.add(channel)
      return answer.body as Authorization
    },
  }
}

const fingerprint = ({ headers, params }: Credentials): string => JSON.stringify([[...headers], params])

/** One channel's part of a batched answer. */
function part(answer: Answer, channel: string): Answer {
  if (answer.status >= 300) return answer
  const body = Object.entries(fieldsOf(answer.body)).find(([name]) => name == channel)?.[1]
  const { status, data } = fieldsOf(body)
  return typeof status == 'number' ? { ...answer, status, body: data } : { ...answer, body }
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
