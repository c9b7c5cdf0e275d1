import { WebSocket } from 'ws'
import type { RunningServer } from '../../../playground/server/start-server.js'
import { signAuthorization } from '../../support/pusher-api.js'
import { time } from './time.js'

/** Somebody else, who comes to channels and goes. */
export interface Visitor {
  join(channel: string): void
  leave(channel: string): void
  whisper(channel: string, event: string, data: unknown): void
  leaveAll(): void
  /** Waits until the server has heard all of it. Gives whether there was anything. */
  settle(): Promise<boolean>
  stop(): void
}

/** Connects one to the server. */
export async function startVisitor(server: RunningServer): Promise<Visitor> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/app/${server.key}?protocol=7`)
  let socketId = ''
  let pongs = 0
  let said = false
  const joined = new Set<string>()
  await new Promise<void>((resolve) => {
    socket.on('message', (frame: Buffer) => {
      const { event, data } = JSON.parse(frame.toString()) as { event: string; data: string }
      if (event == 'pusher:pong') pongs++
      if (event != 'pusher:connection_established') return
      socketId = (JSON.parse(data) as { socket_id: string }).socket_id
      resolve()
    })
  })
  const send = (event: string, data: unknown, channel?: string): void => {
    said = true
    socket.send(JSON.stringify({ event, data, channel }))
  }
  const leave = (channel: string): void => {
    if (joined.delete(channel)) send('pusher:unsubscribe', { channel })
  }
  return {
    leave,
    join(channel) {
      const grace = { user_id: '2', user_info: { name: 'Grace' } }
      const channelData = channel.startsWith('presence-') ? grace : undefined
      joined.add(channel)
      send('pusher:subscribe', { channel, ...signAuthorization(server, { socketId, channel, channelData }) })
    },
    whisper(channel, event, data) {
      send('client-' + event, data, channel)
    },
    leaveAll() {
      for (const channel of joined) leave(channel)
    },
    async settle() {
      const before = said
      said = false
      const awaited = pongs + 1
      socket.send('{"event":"pusher:ping","data":{}}')
      while (pongs < awaited) await time.turn()
      return before
    },
    stop() {
      socket.terminate()
    },
  }
}
