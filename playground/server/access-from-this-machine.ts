import { cors } from 'hono/cors'
import { CURSOR_HEADER } from './publisher.js'

/** Pages of this machine, whatever their port. */
export const LOOPBACK_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** Lets pages of other ports of this machine call the server, with their cookies; no page of another origin. */
export function accessFromThisMachine() {
  return cors({
    origin: (origin) => (LOOPBACK_ORIGIN.test(origin) ? origin : null),
    credentials: true,
    exposeHeaders: [CURSOR_HEADER, 'Retry-After'],
  })
}
