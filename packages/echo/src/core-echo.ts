import { Echo as Client, type EchoOptions } from './echo.js'
import { EchoError } from './errors.js'
import { fieldsOf } from './json.js'
import { Session } from './session.js'

/**
 * The client: channels, their events, and the connection they come by. Connects when it is constructed.
 *
 * Throws an `EchoError` of kind `config` for options that cannot work. Whatever goes wrong later is told by `onError`, a channel's
 * `error()` or the connection's state.
 */
export class Echo extends Client {
  constructor(options: EchoOptions) {
    super(options, createSession)
  }
}

function createSession(options: EchoOptions): Session {
  const { broadcaster } = options
  if (typeof fieldsOf(broadcaster).create == 'function') return new Session(options, broadcaster)
  const given = `it is ${JSON.stringify(broadcaster) as string | undefined}`
  throw new EchoError(
    'config',
    `broadcaster is what a factory makes, as reverb({ key }); ${given}. By name: "@resound/echo".`,
  )
}
