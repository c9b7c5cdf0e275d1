import type { BroadcasterName } from '../session/address.js'
import { applicationKey, endpoint } from './connect.js'

/** The code by which this page connects, as one would write it. */
export function codeOf(broadcaster: BroadcasterName, windowId: string): string {
  return `import Echo from '@resound/echo'
import { EchoProvider } from '@resound/react'

const echo = new Echo({
${optionsOf(broadcaster, windowId)}
})

createRoot(page).render(
  <EchoProvider client={echo}>
    <App />
  </EchoProvider>,
)
`
}

function optionsOf(broadcaster: BroadcasterName, windowId: string): string {
  if (broadcaster === 'log') return `  broadcaster: 'log',\n  logger: (line) => wire.note(line),`
  if (broadcaster === 'null') return `  broadcaster: 'null',`
  const { wsHost, wsPort, wssPort, wsPath, forceTLS } = endpoint(windowId)
  return `  broadcaster: 'reverb',
  key: '${applicationKey}',
  wsHost: '${wsHost}',
  wsPort: ${String(wsPort)},
  wssPort: ${String(wssPort)},
  // This window's own, so that breaking its wire leaves the others alone.
  wsPath: '${wsPath}',
  forceTLS: ${String(forceTLS)},
  // 'first', or 'refresh' when the server no longer takes the last one.
  bearerToken: ({ reason }) => account.token(reason),`
}
