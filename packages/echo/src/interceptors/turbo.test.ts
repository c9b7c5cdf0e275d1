import { expect, it } from 'vitest'
import { interceptTurbo } from './turbo.js'

/** Announces a request as Turbo does, and gives the options back as listeners left them. */
function announce(document: EventTarget, fetchOptions: object) {
  document.dispatchEvent(Object.assign(new Event('turbo:before-fetch-request'), { detail: { fetchOptions } }))
  return fetchOptions
}

it('sends the socket id of the moment with every request', () => {
  const document = new EventTarget()
  let id = '1.1'
  interceptTurbo(document, () => id)
  expect(announce(document, { headers: { Accept: 'x' } })).toEqual({ headers: { Accept: 'x', 'X-Socket-ID': '1.1' } })
  id = '2.2'
  expect(announce(document, {})).toEqual({ headers: { 'X-Socket-ID': '2.2' } })
})

it('sets the header in headers of any form', () => {
  const document = new EventTarget()
  interceptTurbo(document, () => '1.1')
  const headers = new Headers({ Accept: 'x' })
  announce(document, { headers })
  expect(headers.get('X-Socket-ID')).toBe('1.1')
})

it('changes nothing while there is no socket id', () => {
  const document = new EventTarget()
  interceptTurbo(document, () => undefined)
  expect(announce(document, {})).toEqual({})
})

it('leaves nothing behind when it is ended, however often', () => {
  const document = new EventTarget()
  const undo = interceptTurbo(document, () => '1.1')
  undo()
  undo()
  expect(announce(document, { headers: {} })).toEqual({ headers: {} })
})

it('does nothing about an event of that name which is not Turbo’s', async () => {
  const document = new EventTarget()
  let asked = 0
  interceptTurbo(document, () => {
    asked++
    return '1.1'
  })
  const thrown: unknown[] = []
  const collect = (error: unknown) => thrown.push(error)
  process.on('uncaughtException', collect)
  const odd = [{}, { detail: null }, { detail: {} }, { detail: 'x' }]
  for (const extra of odd) document.dispatchEvent(Object.assign(new Event('turbo:before-fetch-request'), extra))
  // What a listener of an EventTarget throws, Node reports in the next tick.
  await new Promise((resolve) => process.nextTick(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('uncaughtException', collect)
  expect(asked).toBe(odd.length)
  expect(thrown).toEqual([])
})
