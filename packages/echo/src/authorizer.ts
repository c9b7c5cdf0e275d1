/** A server's permission to subscribe, as the Pusher protocol words it. */
export interface Authorization {
  readonly auth: string
  /** Who we are on a presence channel, as JSON text that the signature covers. */
  readonly channel_data?: string
  /** The key of an encrypted channel, base64. */
  readonly shared_secret?: string
}

/** What is asked for. */
export interface AuthorizationRequest {
  /** The channel's full name. */
  readonly channel: string
  /** The connection it is for: an authorization is worthless on another one. */
  readonly socketId: string
}

/** Gets permissions from the application's server. */
export interface Authorizer {
  /** A channel will ask for permission soon, and not yet: a good time to load what that takes. */
  prepare?(): void
  /**
   * Rejects with an `EchoError` of kind `authorization`; any other error counts as one that may pass. `signal` is aborted when the
   * connection is gone: nobody waits for the answer any more.
   */
  authorize(request: AuthorizationRequest, signal?: AbortSignal): Promise<Authorization>
}

/**
 * Posts JSON to the application's server with the credentials that channels are authorized with; where they no longer hold, once
 * more with newer ones. Without a body it is a `GET`, past the browser's cache. Rejects where there is no answer. A page in place of
 * an answer has the status 401.
 */
export type PostJson = (url: string, body: object | undefined, init?: PostInit) => Promise<Response>

/**
 * The headers that channels are authorized with, as they are now and as the application writes them. `refresh` asks for others than
 * those that were refused; undefined where there can be none.
 */
export type ReadHeaders = (reason: 'first' | 'refresh') => Promise<Readonly<Record<string, string>> | undefined>

/** How to post. */
export interface PostInit {
  /** What answer is wanted (`application/json`). */
  readonly accept?: string
  readonly signal?: AbortSignal | undefined
}
