import type { BroadcasterName } from '../session/address.js'
import { applicationKey, endpoint, eventLog, windowPath } from './connect.js'

/** The code by which this page connects, as one would write it. */
export function codeOf(broadcaster: BroadcasterName, windowId: string): string {
  return `${importsOf(broadcaster)}import { EchoProvider } from '@resound/react'

const echo = new Echo({
  broadcaster: '${broadcaster}',
${optionsOf(broadcaster, windowId)
  .map((line) => `  ${line}\n`)
  .join('')}})

createRoot(page).render(
  <EchoProvider client={echo}>
    <App />
  </EchoProvider>,
)
`
}

function importsOf(broadcaster: BroadcasterName): string {
  const libraries: Partial<Record<BroadcasterName, string>> = {
    pusher: "import Pusher from 'pusher-js'\n",
    'socket.io': "import { io } from 'socket.io-client'\n",
  }
  return `import Echo from '@resound/echo'\n${libraries[broadcaster] ?? ''}`
}

const token = [
  "// 'first', or 'refresh' when the server no longer takes the last one.",
  'bearerToken: ({ reason }) => account.token(reason),',
]

function optionsOf(broadcaster: BroadcasterName, windowId: string): readonly string[] {
  const path = windowPath(windowId)
  const events = `endpoint: '${eventLog(windowId).endpoint}'`
  const missed = ['// What was missed is read from here.', `history: { ${events} },`]
  switch (broadcaster) {
    case 'reverb':
      return [...addressOf(windowId), ...token, ...missed]
    case 'pusher':
      return [
        'Pusher,',
        "cluster: '',",
        "enabledTransports: ['ws', 'wss'],",
        ...addressOf(windowId),
        ...token,
        ...missed,
      ]
    case 'socket.io':
      return ['client: io,', `host: '${location.origin}',`, `path: '${path}/socket.io',`, ...token, ...missed]
    case 'websocket': {
      const address = `${location.origin.replace('http', 'ws')}${path}/ws`
      return [`url: async ({ reason }) => \`${address}?token=\${await account.token(reason)}\`,`, ...token, ...missed]
    }
    case 'sse':
    case 'polling':
      return [`${events},`, ...token]
    case 'log':
      return ['logger: (line) => wire.note(line),']
    case 'null':
      return []
  }
}

function addressOf(windowId: string): readonly string[] {
  const { wsHost, wsPort, wssPort, wsPath, forceTLS } = endpoint(windowId)
  return [
    `key: '${applicationKey}',`,
    `wsHost: '${wsHost}',`,
    `wsPort: ${String(wsPort)},`,
    `wssPort: ${String(wssPort)},`,
    "// This window's own, so that breaking its wire leaves the others alone.",
    `wsPath: '${wsPath}',`,
    `forceTLS: ${String(forceTLS)},`,
  ]
}
