import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConnectionStatus } from '../connector.js'
import { connected, setUp } from './connection.fixture.js'

describe('connection', () => {
  it('C1 connects by the handshake, and says with whom', () => {
    const { connection, statuses, story } = connected()
    expect(statuses).toEqual(['connecting', 'connected'])
    expect(story).toEqual(['opened 1.1'])
    expect(connection.state.get()).toMatchObject({ socketId: '1.1', established: true, transport: 'fake', attempt: 1 })
  })

  it('C2 never has a second link, however often it is told to connect', () => {
    const { connection, lines, line, live } = setUp()
    connection.connect()
    connection.connect()
    line().greet()
    connection.connect()
    expect([lines.length, live()]).toEqual([1, 1])
  })

  it('C2 tries at once when it is told to connect while waiting', () => {
    const { connection, lines, line } = connected()
    line().end()
    expect(connection.state.get().status).toBe('waiting')
    connection.connect()
    expect([connection.state.get().status, lines.length]).toEqual(['connecting', 2])
  })

  it('C2 ends connected when it disconnects and connects in one turn', () => {
    const { connection, line, live, lines } = connected()
    connection.disconnect()
    connection.connect()
    line().greet()
    expect([connection.state.get().status, lines.length, live()]).toEqual(['connected', 2, 1])
  })

  it('C3 ignores what a link says after its end', () => {
    const { connection, lines, clock, messages } = connected()
    const [first] = lines
    first?.end()
    clock.advance(1_000)
    first?.say('m', {}, 'news')
    first?.end()
    expect(messages).toEqual([])
    expect(connection.state.get().status).toBe('connecting')
    expect(lines).toHaveLength(2)
  })

  it('C4 waits a random part of a limit that doubles, while no connection holds', () => {
    const { connection, line, clock } = setUp()
    connection.connect()
    const waits: number[] = []
    for (let n = 0; n < 7; n++) {
      line().end()
      const { retryAt } = connection.state.get()
      waits.push((retryAt ?? 0) - clock.now())
      clock.advance(waits[n] ?? 0)
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 7_500, 7_500, 7_500])
  })

  it('C4 starts the backoff anew only after ten seconds and a frame beyond the handshake', () => {
    const wait = (holdMs: number, frame: boolean): number => {
      const { connection, line, clock } = setUp()
      connection.connect()
      for (let n = 0; n < 4; n++) {
        line().end()
        clock.advance((connection.state.get().retryAt ?? 0) - clock.now())
      }
      line().greet()
      if (frame) line().say('pusher:pong', {})
      clock.advance(holdMs)
      line().end()
      return (connection.state.get().retryAt ?? 0) - clock.now()
    }
    expect(wait(10_000, true)).toBe(500)
    expect(wait(9_999, true)).toBe(7_500)
    expect(wait(10_000, false)).toBe(7_500)
  })

  it('C5 stays under the bound of the backoff against a server that accepts and drops', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.2, max: 0.99, noNaN: true }), { minLength: 40, maxLength: 40 }),
        (chances) => {
          const { connection, line, clock, lines, page } = setUp()
          connection.connect()
          const start = clock.now()
          for (const chance of chances) {
            page.chance = chance
            line().greet()
            line().end()
            clock.advance((connection.state.get().retryAt ?? 0) - clock.now())
          }
          // After the first four waits every one is at least a fifth of the limit of 15 s.
          expect(lines.length).toBeLessThanOrEqual(5 + (clock.now() - start) / 3_000)
        },
      ),
      { numRuns: 50 },
    )
  })

  it.each([4000, 4001, 4009, 4099])('C6 ends for good when the server closes with %i', (code) => {
    const { connection, line, clock, lines, errors } = connected()
    line().end(code)
    clock.advance(600_000)
    expect([connection.state.get().status, lines.length]).toEqual(['failed', 1])
    expect(errors.at(-1)).toMatchObject({ kind: 'connection', code })
  })

  it.each([1000, 1001, 1006, 1009, 1011, 4100, 4200, 4302])('C6 tries again when the server closes with %i', (code) => {
    const { connection, line } = connected()
    line().end(code)
    expect(connection.state.get().status).toBe('waiting')
  })

  it('C6 believes an error frame before the greeting, whatever code the end has', () => {
    const { connection, line, clock } = setUp()
    connection.connect()
    line().say('pusher:error', { code: 4001, message: 'Application does not exist' })
    line().end(1006)
    clock.advance(60_000)
    expect(connection.state.get()).toMatchObject({ status: 'failed', error: { code: 4001 } })
  })

  it('C6 believes an error frame after the greeting only if an end follows within a second', () => {
    const after = (ms: number): ConnectionStatus => {
      const { connection, line, clock } = connected()
      line().say('pusher:error', { code: 4003, message: 'Application disabled' })
      clock.advance(ms)
      line().end(1006)
      return connection.state.get().status
    }
    expect([after(1_000), after(1_001)]).toEqual(['failed', 'waiting'])
  })

  it('C6 tries again when the line is lost right after a whisper was refused', () => {
    const { connection, line } = connected()
    line().say('pusher:error', { code: 4009, message: 'The client is not a member of the specified channel.' })
    line().end(1006)
    expect(connection.state.get().status).toBe('waiting')
  })

  it('C6 tries a full server late', () => {
    const { connection, line, clock } = setUp()
    connection.connect()
    line().say('pusher:error', { code: 4004, message: 'Application is over connection quota' })
    expect(line().closed).toBe(true)
    expect((connection.state.get().retryAt ?? 0) - clock.now()).toBe(22_500)
  })

  it('C7 gives up a server that accepts and then says nothing', () => {
    const { connection, line, clock } = setUp()
    connection.connect()
    clock.advance(9_999)
    expect(connection.state.get().status).toBe('connecting')
    clock.advance(1)
    expect(connection.state.get().status).toBe('waiting')
    expect(line().closed).toBe(true)
  })
})
