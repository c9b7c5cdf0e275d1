import { EchoProvider } from '@resound/react'
import { useSyncExternalStore, type ReactElement } from 'react'
import { SessionContext } from './session/session-context.js'
import type { Playground } from './session/playground.js'
import { Shell } from './shell.js'

/** The page: nothing of it outlives its session, which begins anew with another user or broadcaster. */
export function App({ playground }: { playground: Playground }): ReactElement {
  const session = useSyncExternalStore(playground.subscribe, playground.get)
  if (!session) return <p className="waiting soft">One moment …</p>
  return (
    <SessionContext value={session}>
      <EchoProvider client={session.echo}>
        <Shell key={session.key} changeUser={playground.changeUser} />
      </EchoProvider>
    </SessionContext>
  )
}
