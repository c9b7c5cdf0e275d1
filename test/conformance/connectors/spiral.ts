import type { ConnectorUnderTest } from '../subject.js'
// #region broadcaster
import { Echo, EchoError, reverb, type Broadcaster, type EchoOptions } from '@resound/echo/core'

/** Where a Spiral application and its broadcast server are. */
export interface SpiralOptions {
  key: string
  host: string
  port: number
}

/** A broadcaster of its own: our driver underneath, Spiral's habits on top. */
export function spiral({ key, host, port }: SpiralOptions): Broadcaster {
  const driver = reverb({ key, wsHost: host, wsPort: port, wssPort: port, forceTLS: false })
  return {
    kind: 'spiral',
    // Its events have plain names.
    namespace: false,
    create: (context) => driver.create(context),
  }
}

/** Asks by `GET`, with the topic in the query, as its authorization middleware reads it. */
export function askByGet(endpoint: string, headers: Record<string, string>): EchoOptions['authorize'] {
  return async ({ channel, socketId }, signal) => {
    const query = new URLSearchParams({ channel_name: channel, socket_id: socketId })
    const response = await fetch(`${endpoint}?${query}`, { headers, ...(signal && { signal }) })
    const { status } = response
    if (response.ok) return (await response.json()) as { auth: string }
    // What may pass is tried again with backoff; what is refused has failed.
    const retryable = status == 429 || status >= 500
    throw new EchoError('authorization', `${channel} was answered ${status}.`, { channel, status, retryable })
  }
}
// #endregion broadcaster

const ownRequest = 'it asks in a way of its own, once for each channel, with the headers it was made with'

/** The example of the guide "A broadcaster of your own". */
export const spiralExample: ConnectorUnderTest = {
  name: 'spiral, an example of one’s own',
  lacks: {
    'client-authorization': ownRequest,
    'batched-authorization': ownRequest,
    'async-credentials': ownRequest,
    'laravel-events': 'its events have plain names',
    'client-heartbeat': 'it takes the defaults of the driver below',
  },
  createEcho({ url, key, headers }, { authEndpoint, ...options }) {
    const { hostname, port } = new URL(url)
    const broadcaster = spiral({ key, host: hostname, port: Number(port) })
    return new Echo({ authorize: askByGet(authEndpoint ?? '', headers), ...options, broadcaster })
  },
}
