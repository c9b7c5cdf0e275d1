import { describe, expect, it } from 'vitest'
import { readFlags } from './flags.js'

describe('readFlags', () => {
  it.each([
    [[], { type: 'options', options: { port: 8090, eventLog: {} }, isPortChosen: false }],
    [['--port', '0'], { type: 'options', options: { port: 0, eventLog: {} }, isPortChosen: true }],
    [
      ['--host=::1', '--page', '--key', 'k', '--secret', 's', '--app-id', 'a'],
      {
        type: 'options',
        options: { port: 8090, host: '::1', page: true, key: 'k', secret: 's', appId: 'a', eventLog: {} },
        isPortChosen: false,
      },
    ],
    [['--help', '--port', '1'], { type: 'help' }],
    [['--no-event-log'], { type: 'options', options: { port: 8090, eventLog: false }, isPortChosen: false }],
    [
      ['--keep-events', '5', '--keep-seconds=60'],
      {
        type: 'options',
        options: { port: 8090, eventLog: { maxEvents: 5, maxAgeMs: 60_000 } },
        isPortChosen: false,
      },
    ],
  ])('reads %j', (args, flags) => {
    expect(readFlags(args)).toEqual(flags)
  })

  it.each([
    [['--prot', '1'], /--prot/],
    [['--port'], /--port/],
    [['--port', 'x'], /a port is a number from 0 to 65535/],
    [['--port', '65536'], /a port is a number from 0 to 65535/],
    [['--port', '-1'], /--port/],
    [['--port', ''], /--port is empty/],
    [['--key', ''], /--key is empty/],
    [['8090'], /8090/],
    [['--keep-events', 'all'], /--keep-events all/],
    [['--keep-seconds', '1.5'], /--keep-seconds 1.5/],
  ])('says in words what is wrong with %j', (args, message) => {
    expect(readFlags(args)).toEqual({ type: 'error', message: expect.stringMatching(message) as unknown })
  })
})
