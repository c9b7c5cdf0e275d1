import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ServerClock } from '../clock.js'
import type { ReplayFault } from './replay-faults.js'

/** Answers a request badly on purpose; undefined where it may still be answered well. */
export async function spoil(context: Context, fault: ReplayFault, clock: ServerClock): Promise<Response | undefined> {
  switch (fault.kind) {
    case 'status': {
      const { status, retryAfterS } = fault
      const headers = retryAfterS === undefined ? {} : { 'Retry-After': String(retryAfterS) }
      return context.json({ message: 'Broken on purpose.' }, status as ContentfulStatusCode, headers)
    }
    case 'html':
      return context.html('<!doctype html><html lang="en"><title>Log in</title><h1>Log in</h1></html>')
    case 'timeout':
      await over(context.req.raw.signal)
      return resetConnection(context)
    case 'slow':
      await new Promise<void>((resolve) => {
        clock.timer(fault.ms, resolve)
      })
      return undefined
  }
}

/** Ends the connection of a request without an answer. */
export function resetConnection(context: Context): Response {
  const { incoming } = context.env as Partial<HttpBindings>
  incoming?.socket.destroy()
  return context.body(null)
}

function over(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else {
      signal.addEventListener('abort', () => {
        resolve()
      })
    }
  })
}
