// Part of a chunk: see `own-authorization.ts`.
import type { Fault } from '../authorization/requests.js'
import type { Authorization } from '../authorizer.js'
import type { EchoError } from '../errors.js'

/** How an application's own authorizer answers: a truthy first argument is a failure, else the second holds the authorization. */
export type AuthorizationCallback = (error: unknown, authorization?: unknown) => void

const fieldsOf = (value: unknown): Partial<Record<string, unknown>> =>
  typeof value == 'object' && value !== null ? value : {}

/** The status of an error, a response, or an error of axios that holds its response. */
function statusOf(value: unknown): number | undefined {
  const { status, response } = fieldsOf(value)
  const found = status ?? fieldsOf(response).status
  return typeof found == 'number' ? found : undefined
}

/** What an application calls an error: a text, something with a message, or nothing that says why. */
function failure(channel: string, cause: unknown, fault: Fault): EchoError {
  const { message } = fieldsOf(cause)
  const said = typeof cause == 'string' ? cause : message
  const text = typeof said == 'string' && said ? said : `${channel} was not authorized.`
  const status = statusOf(cause)
  // Without a status, or with 0 as of a request that never arrived, nobody knows: it may pass.
  const retryable = !status || status >= 500 || status == 429 || status == 408
  // The cause itself stays out: errors of HTTP clients hold the request, and so the credentials.
  return fault(text, { channel, status, retryable })
}

/**
 * Waits for the first answer that `run` gives to its callback. A rejected promise and a throw are failures, as is an answer
 * without `auth`, such as a whole HTTP response; what else `run` returns says nothing.
 */
export function firstAnswer(
  channel: string,
  run: (callback: AuthorizationCallback) => unknown,
  fault: Fault,
): Promise<Authorization> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      reject(failure(channel, cause, fault))
    }
    const callback: AuthorizationCallback = (error, authorization) => {
      if (error) fail(error === true ? authorization : error)
      else if (typeof fieldsOf(authorization).auth == 'string') resolve(authorization as Authorization)
      else fail({ message: `The answer for ${channel} holds no \`auth\`.`, status: statusOf(authorization) ?? 200 })
    }
    const start = async (): Promise<void> => {
      await run(callback)
    }
    start().catch(fail)
  })
}
