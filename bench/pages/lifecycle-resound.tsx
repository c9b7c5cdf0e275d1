import { reverb } from '@resound/echo/core'
import { configureEcho, usePrivate } from '@resound/react'
import { EVENT, showLifecycle } from './lifecycle-page.js'
import { CHANNEL } from './channel.js'
import { options } from './server-of-page.js'

configureEcho({ ...options, broadcaster: reverb(options) })

showLifecycle(({ heard }) => {
  usePrivate(CHANNEL, EVENT, heard)
  return null
})
