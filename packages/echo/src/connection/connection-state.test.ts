import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConnectionStatus } from '../connector.js'
import { transitions, type ConnectionEvent } from './connection-state.js'

const statuses: ConnectionStatus[] = ['idle', 'connecting', 'connected', 'waiting', 'closed', 'failed']
const events: ConnectionEvent[] = ['connect', 'retry', 'opened', 'lost', 'refused', 'close']

/** The table of SPEC.md, word for word; `–` leaves a status as it is. */
const table = `
idle       connecting –          –         –       –      closed
connecting –          –          connected waiting failed closed
connected  –          –          –         waiting failed closed
waiting    connecting connecting –         –       failed closed
closed     connecting –          –         –       –      –
failed     connecting –          –         –       –      closed`

describe('connection state', () => {
  it('C1 follows the table of SPEC.md in every status and event', () => {
    const rows = table
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/))
    for (const [status, ...targets] of rows) {
      events.forEach((event, column) => {
        const from = status as ConnectionStatus
        expect(transitions[from][event], `${from} × ${event}`).toBe(targets[column] == '–' ? from : targets[column])
      })
    }
    expect(rows.map(([status]) => status)).toEqual(statuses)
  })

  it('C1 leaves only by what we do once it is closed or failed', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events)), (story) => {
        let status: ConnectionStatus = 'idle'
        for (const event of story) {
          const next: ConnectionStatus = transitions[status][event]
          if (status == 'closed') expect(['closed', 'connecting']).toContain(next)
          if (status == 'failed' && event != 'connect' && event != 'close') expect(next).toBe('failed')
          if (next == 'connected') expect(status == 'connecting' || status == 'connected').toBe(true)
          status = next
        }
      }),
    )
  })
})
