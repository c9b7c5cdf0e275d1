import type { ChannelHandle } from '@resound/react'
import type { ReactElement } from 'react'
import { Notice } from '../elements/notice.js'

/** The server does not let us into the channel: why, and what can be done. */
export function RefusedNotice({ channel }: { channel: ChannelHandle }): ReactElement {
  return (
    <Notice tone="bad">
      <p>
        <strong>The server refuses this channel.</strong> {channel.error?.message} New messages do not arrive; the rest
        of the page goes on.
      </p>
      <button type="button" className="button" onClick={channel.resubscribe}>
        Try again
      </button>
    </Notice>
  )
}
