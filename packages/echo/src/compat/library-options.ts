import { httpAuthorizer } from '../authorization/http-authorizer.js'
import type { Authorizer } from '../authorizer.js'
import type { Platform } from '../platform/platform.js'
import type { LooseOptions } from './connector-options.js'
import { authenticateUser } from './legacy-authorizer.js'

type Callback = (error: Error | null, answer: unknown) => void

/** As pusher-js takes what asks for it. */
const handler = (ask: (socketId: string, channel: string) => Promise<unknown>): object => ({
  customHandler({ channelName, socketId }: { channelName: string; socketId: string }, callback: Callback) {
    ask(socketId, channelName).then(
      (found) => {
        callback(null, found)
      },
      (error: unknown) => {
        callback(error as Error, null)
      },
    )
  },
})

/**
 * The options for pusher-js. What it asks for by itself (`signin()`, channels that an application subscribes to with the instance)
 * is asked as for a channel of ours: with the credentials of that moment.
 */
export function libraryOptions(options: LooseOptions, platform: Platform): LooseOptions {
  const { authorize = httpAuthorizer(options, platform).authorize } = options as { authorize?: Authorizer['authorize'] }
  return {
    ...options,
    channelAuthorization: handler((socketId, channel) => authorize({ channel, socketId })),
    userAuthentication: handler((socketId) => authenticateUser(options, platform, socketId)),
  }
}
