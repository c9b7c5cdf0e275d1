import { reverb } from '@resound/echo/core'
import { configureEcho, useStream } from '@resound/react'
import { CHANNEL } from './channel.js'
import { options } from './server-of-page.js'
import { showStream } from './stream-page.js'

configureEcho({ ...options, broadcaster: reverb(options) })

showStream(({ drawn, done }) => {
  const { messages } = useStream(CHANNEL, { visibility: 'public', onFinish: done })
  drawn()
  return <pre>{messages[0]?.text}</pre>
})
