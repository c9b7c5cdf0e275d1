import { useEffect, useMemo } from 'react'
import { useLatest } from '../use-latest.js'
import { currentConfiguration } from './configuration.js'
import type { Visibility } from './echo-types.js'
import { holdChannel, type HeldChannel } from './held-channel.js'

interface Heard {
  readonly visibility: Visibility
  readonly events: readonly string[]
  readonly receive: (payload: never) => void
}

/** Holds a channel while the component is there, and calls the latest `receive`. A falsy name skips. */
export function useHeldChannel(name: string, { events, receive, visibility }: Heard): HeldChannel {
  const latest = useLatest({ receive })
  const configuration = currentConfiguration()
  const names = JSON.stringify(events)
  const held = useMemo(
    () =>
      holdChannel({
        name,
        visibility,
        events: JSON.parse(names) as string[],
        receive: (payload) => {
          latest.receive(payload as never)
        },
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- another configuration is another Echo
    [configuration, name, visibility, names, latest],
  )
  useEffect(() => (name ? held.start() : undefined), [held, name])
  return held
}
