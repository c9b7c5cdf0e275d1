import type { ReactElement } from 'react'
import { broadcasters, goTo, useAddress, type BroadcasterName } from '../session/address.js'

const meanings: Record<BroadcasterName, string> = {
  reverb: 'Reverb, Soketi and every server of the Pusher protocol',
  pusher: 'The same by pusher-js, as for Pusher’s own clusters',
  'socket.io': 'socket.io-client, with the words of laravel-echo-server',
  websocket: 'JSON over a plain web socket, as FastAPI speaks it',
  sse: 'An event stream over HTTP',
  polling: 'Long polling over HTTP',
  log: 'Writes down what would be sent',
  null: 'Sends and receives nothing',
}

/** Chooses the broadcaster; the choice is part of the address. */
export function BroadcasterChooser(): ReactElement {
  const { broadcaster } = useAddress()
  return (
    <label className="chooser">
      <span className="soft wide-word">Broadcaster</span>
      <select
        className="select"
        aria-label="Broadcaster"
        title={meanings[broadcaster]}
        value={broadcaster}
        onChange={({ target }) => {
          const chosen = broadcasters.find((name) => name === target.value)
          if (chosen) goTo({ broadcaster: chosen })
        }}
      >
        {broadcasters.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  )
}
