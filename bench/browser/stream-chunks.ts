import type { RunningServer } from '../../playground/server/start-server.js'
import { CHANNEL } from '../pages/channel.js'

/** A stream that runs. */
export interface RunningStream {
  /** Resolves with the whole text when it was published. */
  readonly text: Promise<string>
  /** Ends it before its time. */
  stop: () => void
}

const messageId = 'answer'

/** Publishes `count` chunks of an answer, evenly over `overMs`, its beginning and its end. */
export function streamChunks(server: RunningServer, count: number, overMs: number): RunningStream {
  const start = performance.now()
  let text = ''
  let sent = 0
  let stopped = false
  server.publish(CHANNEL, 'stream.started', { messageId })
  const whole = new Promise<string>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(count, Math.ceil(((performance.now() - start) / overMs) * count))
      for (; sent < due && !stopped; sent++) {
        const chunk = `w${sent} `
        text += chunk
        server.publish(CHANNEL, 'stream.chunk', { messageId, chunk, sequence: sent })
      }
      if (sent < count && !stopped) return
      clearInterval(timer)
      server.publish(CHANNEL, 'stream.completed', { messageId, sequence: sent - 1 })
      resolve(text)
    }, 1)
  })
  return {
    text: whole,
    stop() {
      stopped = true
    },
  }
}
