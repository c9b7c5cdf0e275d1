import './fake-web-socket.js'
import io from 'socket.io-client/dist/socket.io.js'

/** socket.io-client 4 as browsers have it, on the fake socket. */
export const client = io
export const where = { host: 'http://127.0.0.1', transports: ['websocket'], forceNew: true }
