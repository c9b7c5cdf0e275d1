import { useEffect, useState } from 'react'
import { CHANNEL } from './channel.js'
import { key, port } from './server-of-page.js'
import { showStream, type Chunk } from './stream-page.js'

interface Frame {
  readonly event: string
  readonly data: string
}

/** One `setState` a frame on a raw socket: nothing is put in order, nothing is tried again. */
showStream(({ drawn, done }) => {
  const [text, setText] = useState('')
  useEffect(() => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/app/${key}?protocol=7`)
    let whole = ''
    let frame = 0
    const paint = (): void => {
      frame = 0
      setText(whole)
    }
    socket.onmessage = ({ data: text }: MessageEvent<string>) => {
      const { event, data } = JSON.parse(text) as Frame
      const payload = JSON.parse(data) as Chunk
      if (event == 'stream.chunk') {
        whole += payload.chunk
        frame ||= requestAnimationFrame(paint)
      } else if (event == 'stream.completed') done()
      else if (event == 'pusher:connection_established')
        socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel: CHANNEL } }))
    }
    return () => {
      socket.close()
    }
  }, [done])
  drawn()
  return <pre>{text}</pre>
})
