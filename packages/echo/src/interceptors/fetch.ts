import { EchoError } from '../errors.js'
import type { Undo } from '../message.js'
import { browserPage, type Page } from '../platform/page.js'
import { eventCursorHeader, tellOwn, type SkipOwn } from './event-cursor.js'
import { currentSocketId, socketIdHeader, type SocketIdSource } from './socket-id-header.js'

type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>

/** What has a `fetch` that can be replaced: `window`, `globalThis`, an object of your own. */
export interface FetchHolder {
  fetch: Fetch
}

/** Which requests get the socket id. */
export interface InterceptFetchOptions {
  /** Origins beside the page's own: `['https://api.example.com']`. They must allow the header, or browsers refuse the request. */
  origins?: readonly string[]
  /** The page we are on (the browser's). */
  page?: Page
  /** Told which events we caused ourselves, so that nothing waits for them: `(...own) => echo.skip(...own)`. */
  skip?: SkipOwn
}

/**
 * Sends the socket id with the requests of `target.fetch` to the page's own origin and to `origins`; a header that a caller set
 * itself stays. The result ends it, also where somebody has wrapped `fetch` once more by then: ours then passes everything on.
 *
 * Throws an `EchoError` of kind `config` for an origin that is none.
 */
export function interceptFetch(
  target: FetchHolder,
  socketId: SocketIdSource,
  { origins = [], page = browserPage, skip }: InterceptFetchOptions = {},
): Undo {
  const inner = target.fetch
  const listed = origins.map(originOf)
  let source: SocketIdSource | undefined = socketId
  const wanted = (input: RequestInfo | URL): boolean => {
    const url = new URL(isRequest(input) ? input.url : input, baseOf(page))
    return url.origin == page.origin() || listed.includes(url.origin)
  }
  const wrapper: Fetch = (...request) => {
    const id = currentSocketId(source)
    let sent: string | undefined
    try {
      if (id && wanted(request[0])) ({ request, sent } = stamped(request, id))
    } catch {
      // What makes no request is for `fetch` itself to refuse.
    }
    const answer = inner.apply(target, request)
    if (sent && skip) {
      // Beside the caller, who gets the promise as it is, and what it rejects with.
      Promise.resolve(answer)
        .then(({ headers }) => {
          tellOwn(headers.get(eventCursorHeader), skip, sent)
        })
        // What stands in for `fetch` in tests may answer with less than a response.
        .catch(() => undefined)
    }
    return answer
  }
  target.fetch = wrapper
  return () => {
    source = undefined
    if (target.fetch == wrapper) target.fetch = inner
  }
}

function originOf(text: string): string {
  try {
    return new URL(text).origin
  } catch (cause) {
    throw new EchoError('config', `origins: "${text}" is no origin, such as https://api.example.com.`, { cause })
  }
}

/** Where relative addresses start: `<base href>` may be on another origin. */
const baseOf = (page: Page): string | undefined =>
  (page.document() as { baseURI?: string } | undefined)?.baseURI ?? page.origin()

const isRequest = (input: RequestInfo | URL): input is Request => typeof input == 'object' && 'url' in input

interface Stamped {
  readonly request: Parameters<Fetch>
  /** Ours, or what the caller set. */
  readonly sent: string
}

function stamped([input, init]: Parameters<Fetch>, id: string): Stamped {
  const ofRequest = isRequest(input) && !init?.headers
  const headers = new Headers(ofRequest ? input.headers : init?.headers)
  const own = headers.get(socketIdHeader)
  if (own != null) return { request: [input, init], sent: own }
  if (ofRequest) {
    // Not through `init`: whatever is in there makes a request lose its mode and its referrer.
    const request = new Request(input)
    request.headers.set(socketIdHeader, id)
    return { request: [request, init], sent: id }
  }
  headers.set(socketIdHeader, id)
  const copy: Record<string, unknown> = {}
  // Inherited properties too: a Request may be given as `init`.
  for (const name in init) copy[name] = init[name as keyof RequestInit]
  return { request: [input, { ...copy, headers }], sent: id }
}
