import type { Broadcaster } from '../connector.js'
import { fieldsOf } from '../json.js'
import { later } from './later.js'
import type { libraryConnector } from './pusher-connector.js'
import { libraryOf } from './pusher-library.js'
import { lines } from './pusher-lines.js'
import type { PusherOptions } from './pusher-options.js'

/** What is loaded. */
export type LoadPusher = () => Promise<{ readonly libraryConnector: typeof libraryConnector }>

/** Whether the server said that trying again cannot help. */
function isRefusal(error: unknown): boolean {
  const code = Number(fieldsOf(fieldsOf(fieldsOf(error).error).data).code)
  return code >= 4000 && code < 4100
}

/**
 * The broadcaster on pusher-js, whose instance is there at once, and the connector on it when it is loaded. The instance connects
 * meanwhile; what it met with is found out then, or heard again.
 */
export function pusherLater(kind: string, options: PusherOptions, load: LoadPusher): Broadcaster {
  return later({ kind, namespace: 'App.Events' }, (context) => {
    const library = libraryOf(options, context.platform.page)
    const { connection } = library
    let refused = false
    let ours = false
    let left = false
    // Only the connector could tell by itself what happens from then on.
    const hear = (event: string, data: unknown): void => {
      if (event == 'error') refused = isRefusal(data)
      else if (event == 'connecting') refused = left = false
      else if (event == 'disconnected') left = !refused && !ours
    }
    connection.bind_global(hear)
    return {
      reach: { pusher: library },
      async load() {
        const { libraryConnector } = await load()
        connection.unbind_global(hear)
        return libraryConnector(library, context, left)
      },
      end() {
        // Not under the feet of another Echo.
        if (lines.has(library)) return
        ours = true
        library.disconnect()
        ours = false
      },
    }
  })
}
