import { Echo, reverb, streamStore } from '@resound/echo/core'
import { useSyncExternalStore } from 'react'
import { options } from './server-of-page.js'
import { CHANNEL } from './channel.js'
import { showTransition } from './transition-page.js'

const echo = new Echo({ ...options, broadcaster: reverb(options) })
const { get, subscribe } = streamStore(echo, CHANNEL)

/** The same store, read as React's own hook for stores reads it. */
showTransition(() => {
  const { messages } = useSyncExternalStore(subscribe, get)
  return <pre>{messages[0]?.text}</pre>
})
