import type { PostJson } from '../authorizer.js'
import type { Ask } from './ask.js'
import type { SendFresh } from './fresh-credentials.js'

/** Posts JSON with credentials, or gets it. How long to wait for the answer is the caller's to say, by `signal`. */
export const postJson =
  (ask: Ask, fresh: SendFresh): PostJson =>
  (url, body, { accept = 'application/json', signal = null } = {}) =>
    fresh({
      url,
      signal,
      send({ headers, params }) {
        headers.set('Accept', accept)
        if (!body) return ask(url, { cache: 'no-store', headers, signal })
        headers.set('Content-Type', 'application/json')
        const all = { ...Object.fromEntries(params), ...body }
        return ask(url, { method: 'POST', body: JSON.stringify(all), headers, signal })
      },
      // Laravel says 403 to a session that expired.
      expired: ({ status }) => status == 401 || status == 403 || status == 419,
    })
