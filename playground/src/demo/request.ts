/** A request that did not bring what it should. */
export class RequestError extends Error {
  override readonly name = 'RequestError'

  constructor(
    message: string,
    /** What the server answered; undefined where nobody did. */
    readonly status: number | undefined,
  ) {
    super(message)
  }
}

/** Whether the server answered, and said no. */
export function isRefusal(error: unknown): error is RequestError {
  return error instanceof RequestError && error.status !== undefined && error.status < 500
}

/** What a request carries. */
export interface RequestOptions {
  readonly token?: string
  readonly socketId?: string | undefined
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** Sends a request to the demo's API. Rejects with a {@link RequestError} whose text can be shown, or as `signal` says. */
export async function send<T>(method: 'GET' | 'POST', path: string, options: RequestOptions = {}): Promise<T> {
  const { token, socketId, body, signal } = options
  const headers = new Headers({ Accept: 'application/json' })
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`)
  // So that `toOthers()` leaves this window out.
  if (socketId !== undefined) headers.set('X-Socket-ID', socketId)
  if (body !== undefined) headers.set('Content-Type', 'application/json')
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  let response: Response
  try {
    response = await fetch(path, signal ? { ...init, signal } : init)
  } catch (error) {
    if (signal?.aborted) throw error
    throw new RequestError('The server does not answer.', undefined)
  }
  const answer = await read(response)
  if (response.ok) return answer as T
  const { message } = answer as { message?: unknown }
  const { status } = response
  throw new RequestError(typeof message === 'string' ? message : `The server answered ${String(status)}.`, status)
}

async function read(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    // Where the page is served without the demo's server, its HTML answers everything.
    throw new RequestError('The server does not answer.', undefined)
  }
}
