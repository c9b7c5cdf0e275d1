import { expect, it } from 'vitest'
import { interceptJQuery, type JQueryLike } from './jquery.js'

type Filter = Parameters<JQueryLike['ajaxPrefilter']>[0]

/** jQuery as far as prefilters go: kept for ever. */
function fakeJQuery() {
  const filters: Filter[] = []
  const jQuery: JQueryLike = { ajaxPrefilter: (filter) => void filters.push(filter) }
  const request = (): Record<string, string> => {
    const headers: Record<string, string> = {}
    for (const filter of filters) {
      filter({}, {}, { setRequestHeader: (name, value) => void (headers[name] = value) })
    }
    return headers
  }
  return { jQuery, filters, request }
}

it('sends the socket id of the moment with every request', () => {
  const { jQuery, request } = fakeJQuery()
  let id: string | undefined = '1.1'
  interceptJQuery(jQuery, () => id)
  expect(request()).toEqual({ 'X-Socket-ID': '1.1' })
  id = undefined
  expect(request()).toEqual({})
})

it('sends nothing more when it is ended, however often', () => {
  const { jQuery, request } = fakeJQuery()
  const undo = interceptJQuery(jQuery, () => '1.1')
  undo()
  undo()
  expect(request()).toEqual({})
})

it('gives way to the one before when it is ended', () => {
  const { jQuery, request } = fakeJQuery()
  interceptJQuery(jQuery, () => '1.1')
  const undo = interceptJQuery(jQuery, () => '2.2')
  expect(request()).toEqual({ 'X-Socket-ID': '2.2' })
  undo()
  expect(request()).toEqual({ 'X-Socket-ID': '1.1' })
})

it('tells two uses of the same function apart', () => {
  const { jQuery, request } = fakeJQuery()
  const socketId = () => '1.1'
  interceptJQuery(jQuery, socketId)
  interceptJQuery(jQuery, socketId)()
  expect(request()).toEqual({ 'X-Socket-ID': '1.1' })
})

it('gives jQuery one prefilter, however many clients come and go, since it never forgets one', () => {
  const { jQuery, filters, request } = fakeJQuery()
  for (let times = 0; times < 100; times++) interceptJQuery(jQuery, () => '1.1')()
  interceptJQuery(jQuery, () => '2.2')
  expect(filters).toHaveLength(1)
  expect(request()).toEqual({ 'X-Socket-ID': '2.2' })
})

it('can be tried again where jQuery had no requests at first', () => {
  const slim = {} as JQueryLike
  expect(() => interceptJQuery(slim, () => '1.1')).toThrow(TypeError)
  const { jQuery, request } = fakeJQuery()
  interceptJQuery(Object.assign(slim, jQuery), () => '1.1')
  expect(request()).toEqual({ 'X-Socket-ID': '1.1' })
})
