declare module 'socket.io-client/dist/socket.io.js' {
  import { io } from 'socket.io-client'

  export = io
}
