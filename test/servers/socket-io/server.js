// A Socket.IO 4 server with the words of laravel-echo-server, in a process of its own: `node server.js '<settings as JSON>'`.
// Owns: who is on which presence channel (with the sockets, so that other nodes know). Does not own: who may, which an
// application's server is asked.
import { createServer } from 'node:http'
import { createAdapter } from '@socket.io/redis-streams-adapter'
import { createClient } from 'redis'
import { Server } from 'socket.io'

/**
 * @typedef {object} Settings
 * @property {number} port
 * @property {string} authorizationEndpoint
 * @property {number} [redisPort] With it, nodes share channels and sessions.
 * @property {boolean} [recovers] Whether a connection that was lost can be taken up again.
 * @property {number} [pingIntervalMs]
 * @property {string} [token] What a handshake has to bring as its bearer token.
 */
/** @type {Settings} */
const settings = JSON.parse(process.argv[2] ?? '{}')
const { port, authorizationEndpoint, redisPort, recovers = false, pingIntervalMs = 25_000, token } = settings

/** @param {string} channel */
const isPresence = (channel) => channel.startsWith('presence-')
/** @param {string} channel */
const isPrivate = (channel) => isPresence(channel) || channel.startsWith('private-')

/** Where events are published, as a backend does: `POST /publish`, `{ channels, event, data, socket }`. */
const http = createServer((request, response) => {
  if (request.url != '/publish') return void response.writeHead(200).end('ready')
  let body = ''
  request.on('data', (bytes) => (body += bytes))
  request.on('end', () => {
    const { channels, event, data, socket } = JSON.parse(body)
    // Each subscriber of two of them gets both.
    for (const channel of channels)
      io.to(channel)
        .except(socket ? [socket] : [])
        .emit(event, channel, data)
    response.writeHead(200).end()
  })
})

async function redisAdapter() {
  const client = createClient({ url: `redis://127.0.0.1:${redisPort}` })
  client.on('error', (error) => console.error(error))
  await client.connect()
  return createAdapter(client, { heartbeatInterval: 200, heartbeatTimeout: 1_000, blockTimeInMs: 500 })
}

const io = new Server(http, {
  pingInterval: pingIntervalMs,
  pingTimeout: pingIntervalMs,
  cors: { origin: true, credentials: true },
  ...(recovers && { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } }),
  ...(redisPort && { adapter: await redisAdapter() }),
})

/** Asks the application's server, as laravel-echo-server does: without a socket id, with the headers that the client sent. */
async function authorize(channel, headers) {
  const body = new URLSearchParams({ channel_name: channel })
  const response = await fetch(authorizationEndpoint, { method: 'POST', headers, body })
  if (response.status != 200) throw Object.assign(new Error('refused'), { status: response.status })
  const { channel_data: data } = Object(await response.json())
  return typeof data == 'string' ? JSON.parse(data) : data
}

/** Everybody on a presence channel, on all nodes. */
async function membersOf(channel) {
  const sockets = await io.in(channel).fetchSockets()
  return sockets.flatMap(({ data }) => data.members?.[channel] ?? [])
}

async function join(socket, channel, member) {
  await socket.join(channel)
  if (!isPresence(channel)) return
  const others = (await membersOf(channel)).filter(({ socketId }) => socketId != socket.id)
  socket.data.members = { ...socket.data.members, [channel]: { ...member, socketId: socket.id } }
  const own = socket.data.members[channel]
  const wasThere = others.some(({ user_id }) => user_id == own.user_id)
  const once = new Map([...others, own].map((each) => [each.user_id, each]))
  socket.emit('presence:subscribed', channel, [...once.values()])
  if (!wasThere) socket.to(channel).emit('presence:joining', channel, own)
}

async function leave(socket, channel) {
  const own = socket.data.members?.[channel]
  await socket.leave(channel)
  if (!own) return
  delete socket.data.members[channel]
  const stays = (await membersOf(channel)).some(({ user_id }) => user_id == own.user_id)
  if (!stays) io.to(channel).emit('presence:leaving', channel, { user_id: own.user_id, user_info: own.user_info })
}

io.use((socket, next) => {
  const given = socket.handshake.auth?.headers?.Authorization
  if (token === undefined || given == `Bearer ${token}`) next()
  else next(new Error('Unauthenticated.'))
})

io.on('connection', (socket) => {
  /** What is asked about one channel is done in the order of asking. @type {Map<string, Promise<void>>} */
  const queues = new Map()
  const inOrder = (channel, run) => {
    const next = (queues.get(channel) ?? Promise.resolve()).then(run).catch((error) => console.error(error))
    queues.set(channel, next)
  }
  socket.on('subscribe', ({ channel, auth }) => {
    inOrder(channel, async () => {
      try {
        await join(socket, channel, isPrivate(channel) ? await authorize(channel, auth?.headers) : undefined)
      } catch (error) {
        socket.emit('subscription_error', channel, error.status ?? 0)
      }
    })
  })
  socket.on('unsubscribe', ({ channel }) => {
    inOrder(channel, () => leave(socket, channel))
  })
  socket.on('client event', ({ channel, event, data }) => {
    if (event.startsWith('client-') && isPrivate(channel) && socket.rooms.has(channel))
      socket.to(channel).emit(event, channel, data)
  })
  // For tests: what no decent server says.
  socket.on('say', (args) => socket.emit(...args))
  socket.on('kick', () => socket.disconnect())
  socket.on('disconnecting', () => {
    for (const channel of Object.keys(socket.data.members ?? {})) {
      const { user_id, user_info } = socket.data.members[channel]
      void membersOf(channel).then((members) => {
        const stays = members.some((member) => member.user_id == user_id && member.socketId != socket.id)
        if (!stays) io.to(channel).except(socket.id).emit('presence:leaving', channel, { user_id, user_info })
      })
    }
  })
})

http.listen(port, '127.0.0.1')
process.once('SIGTERM', () => {
  io.close(() => process.exit())
  setTimeout(() => process.exit(), 500).unref()
})
