import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** HMAC-SHA256 in hex: every signature of the Pusher protocol. */
export function sign(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}

/** Compares in constant time. */
export function isSameSignature(one: string, other: string): boolean {
  const a = Buffer.from(one)
  const b = Buffer.from(other)
  return a.length === b.length && timingSafeEqual(a, b)
}

/** What is signed to let a connection into a private channel; `channelData` is the member of a presence channel. */
export function channelSignature(
  secret: string,
  { socketId, channel, channelData }: { socketId: string; channel: string; channelData?: string | undefined },
): string {
  return sign(secret, [socketId, channel, ...(channelData ? [channelData] : [])].join(':'))
}

/** A request to the Pusher HTTP API, as far as its signature covers it. */
export interface SignedRequest {
  readonly method: string
  /** As it was sent, still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
}

/** How far apart the clocks of publisher and server may be. */
const TOLERANCE_S = 600

/** Why a request to the HTTP API is refused, or undefined when its signature holds. `nowMs` is ms since 1970. */
export function refusal(
  request: SignedRequest,
  credentials: { key: string; secret: string },
  nowMs: number,
): string | undefined {
  const { query, body } = request
  if (query.get('auth_key') !== credentials.key) return 'Unknown auth_key.'
  if (query.get('auth_version') !== '1.0') return 'Unsupported auth_version, expected 1.0.'
  const timestamp = Number(query.get('auth_timestamp') ?? NaN)
  if (!(Math.abs(nowMs / 1000 - timestamp) <= TOLERANCE_S)) {
    return `Timestamp expired: auth_timestamp must be within ${String(TOLERANCE_S)} seconds of the server's time.`
  }
  if (body && query.get('body_md5') !== md5(body)) return 'The body_md5 does not match the body.'
  const expected = sign(credentials.secret, stringToSign(request))
  return isSameSignature(query.get('auth_signature') ?? '', expected) ? undefined : 'Authentication signature invalid.'
}

/** The query of a request to the HTTP API, signed: what a publisher sends. */
export function signedQuery(
  request: Omit<SignedRequest, 'query'> & { readonly query?: Readonly<Record<string, string>> },
  credentials: { key: string; secret: string },
  nowMs: number,
): URLSearchParams {
  const query = new URLSearchParams({
    ...request.query,
    auth_key: credentials.key,
    auth_timestamp: String(Math.floor(nowMs / 1000)),
    auth_version: '1.0',
    ...(request.body ? { body_md5: md5(request.body) } : {}),
  })
  query.set('auth_signature', sign(credentials.secret, stringToSign({ ...request, query })))
  return query
}

function stringToSign({ method, path, query }: SignedRequest): string {
  const pairs = [...query]
    .filter(([name]) => name !== 'auth_signature')
    .map(([name, value]) => `${name.toLowerCase()}=${value}`)
  return [method, path, pairs.sort(byName).join('&')].join('\n')
}

function byName(one: string, other: string): number {
  const [a = '', b = ''] = [one.split('=', 1)[0], other.split('=', 1)[0]]
  return a < b ? -1 : a > b ? 1 : 0
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
