import { reverb } from '@resound/echo/core'
import { configureEcho, useStream } from '@resound/react'
import { options } from './server-of-page.js'
import { CHANNEL } from './channel.js'
import { showTransition } from './transition-page.js'

configureEcho({ ...options, broadcaster: reverb(options) })

showTransition(() => {
  const { messages } = useStream(CHANNEL, { visibility: 'public' })
  return <pre>{messages[0]?.text}</pre>
})
