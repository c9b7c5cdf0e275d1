import type { ConnectionState, ConnectionStatus } from '../connector.js'

/**
 * What can happen to a connection. `connect` and `close` are ours; `retry` is the timer or a wake signal; `opened` a good
 * handshake; `lost` the end of a link or a failed attempt; `refused` an end that trying again cannot change.
 */
export type ConnectionEvent = 'connect' | 'retry' | 'opened' | 'lost' | 'refused' | 'close'

type Row = Record<ConnectionEvent, ConnectionStatus>

/** What holds in every status: we may always connect and close; everything else leaves it as it is. */
const from = (status: ConnectionStatus): Row => ({
  connect: 'connecting',
  retry: status,
  opened: status,
  lost: status,
  refused: status,
  close: 'closed',
})

/** With a link that is there or on its way. */
const live = (status: ConnectionStatus): Row => ({
  ...from(status),
  opened: 'connected',
  lost: 'waiting',
  refused: 'failed',
})

/** The whole machine: every event in every status. */
export const transitions: Record<ConnectionStatus, Row> = {
  idle: from('idle'),
  connecting: live('connecting'),
  connected: { ...live('connected'), connect: 'connected' },
  waiting: { ...from('waiting'), retry: 'connecting', refused: 'failed' },
  closed: from('closed'),
  failed: from('failed'),
}

/** Where every connection begins, at that time. */
export const atRest = (since: number): ConnectionState => ({
  status: 'idle',
  socketId: undefined,
  attempt: 0,
  retryAt: undefined,
  error: null,
  since,
  established: false,
  unavailable: false,
  transport: undefined,
})
