import { configureEcho, useEcho } from '@laravel/echo-react'
import { EVENT, showLifecycle } from './lifecycle-page.js'
import { CHANNEL } from './channel.js'
import { options } from './server-of-page.js'

configureEcho({ ...options, broadcaster: 'reverb' })

showLifecycle(({ heard }) => {
  // The callback is a dependency: without it, the first one would hear everything.
  useEcho(CHANNEL, EVENT, heard, [heard])
  return null
})
