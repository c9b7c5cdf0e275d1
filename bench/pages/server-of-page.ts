/** Where the servers are, as the address of the page says it. */
const wanted = new URLSearchParams(location.search)

/** The port of the broadcast server. */
export const port = Number(wanted.get('port'))
export const key = 'key'
/** Where permissions are asked for. */
export const authEndpoint = wanted.get('auth') ?? ''

/** What both clients take, as it is in an application of today. */
export const options = {
  key,
  wsHost: '127.0.0.1',
  wsPort: port,
  forceTLS: false,
  authEndpoint,
  bearerToken: 'ada',
} as const
