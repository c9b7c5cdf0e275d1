import { configureEcho, useEcho } from '@laravel/echo-react'
import { useState } from 'react'
import { CHANNEL } from './channel.js'
import { options } from './server-of-page.js'
import { showStream, type Chunk } from './stream-page.js'

configureEcho({ ...options, broadcaster: 'reverb' })

showStream(({ drawn, done }) => {
  const [text, setText] = useState('')
  const append = ({ chunk }: Chunk): void => {
    setText((before) => before + chunk)
  }
  useEcho(CHANNEL, '.stream.chunk', append, [], 'public')
  useEcho(CHANNEL, '.stream.completed', done, [], 'public')
  drawn()
  return <pre>{text}</pre>
})
