import { FakeSocket } from '../fake-socket.js'

// socket.io-client takes the class when it is loaded: this comes first.
;(globalThis as { WebSocket?: unknown }).WebSocket = FakeSocket
