import { Echo as EchoByName } from '@resound/echo'
import { Echo, reverb } from '@resound/echo/core'
import type { Connecting, ConnectorUnderTest } from '../subject.js'

/** Our own driver of the Pusher protocol, as its factory makes it. */
export const reverbFromCore: ConnectorUnderTest = {
  name: 'reverb from /core',
  lacks: {},
  createEcho: (connecting, options) => new Echo({ ...options, broadcaster: reverb(addressed(connecting)) }),
}

/** The same by its name, as applications of laravel-echo ask for it. */
export const reverbByName: ConnectorUnderTest = {
  name: 'reverb',
  lacks: {},
  createEcho: (connecting, options) => new EchoByName({ ...options, ...addressed(connecting), broadcaster: 'reverb' }),
}

function addressed({ url, ...options }: Connecting) {
  const { protocol, hostname, port, pathname } = new URL(url)
  return {
    ...options,
    wsHost: hostname,
    wsPort: port,
    wssPort: port,
    wsPath: pathname.replace(/\/$/, ''),
    forceTLS: protocol == 'wss:',
  }
}
