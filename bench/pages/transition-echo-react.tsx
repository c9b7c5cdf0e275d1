import { configureEcho, useEcho } from '@laravel/echo-react'
import { useState } from 'react'
import { CHANNEL } from './channel.js'
import { options } from './server-of-page.js'
import { type Chunk } from './stream-page.js'
import { showTransition } from './transition-page.js'

configureEcho({ ...options, broadcaster: 'reverb' })

showTransition(() => {
  const [text, setText] = useState('')
  const append = ({ chunk }: Chunk): void => {
    setText((before) => before + chunk)
  }
  useEcho(CHANNEL, '.stream.chunk', append, [], 'public')
  return <pre>{text}</pre>
})
