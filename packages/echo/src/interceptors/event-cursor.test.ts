import { describe, expect, it } from 'vitest'
import type { Page } from '../platform/page.js'
import { interceptAxios } from './axios.js'
import { tellOwn } from './event-cursor.js'
import { interceptFetch } from './fetch.js'
import { interceptJQuery, type JQueryLike } from './jquery.js'
import { interceptTurbo } from './turbo.js'
import { interceptVue } from './vue.js'

const told: string[] = []
const skip = (...own: string[]): void => {
  told.push(own.join(' '))
}
const page: Page = {
  secure: () => true,
  origin: () => 'https://app.test',
  host: () => undefined,
  cookie: () => undefined,
  meta: () => undefined,
  global: () => undefined,
  document: () => undefined,
}
const name = 'X-Event-Cursor'
const headers = { [name]: 'private-room.1=k3f9:7, b%3Dc%2Cd=x:y:1' }
const expected = (id: string): string[] => [`private-room.1 k3f9:7 ${id}`, `b=c,d x:y:1 ${id}`]

/** Answers by each library to a request with the id that `socketId` gives, and when it is over. */
const libraries: Record<string, (socketId: () => string | undefined) => { answer: () => unknown; undo: () => void }> = {
  axios(socketId) {
    const readers = new Map<number, (response: object) => unknown>()
    let stamp: (config: object) => object = () => ({})
    const request = { use: (run: typeof stamp) => ((stamp = run), 1), eject: () => undefined }
    const response = {
      use: (run: (response: object) => unknown) => readers.set(1, run).size,
      eject: (id: number) => void readers.delete(id),
    }
    const undo = interceptAxios({ interceptors: { request, response } }, socketId, skip)
    const answer = (): void => {
      const given = { headers: { 'x-event-cursor': headers[name] }, config: stamp({}) }
      for (const read of readers.values()) expect(read(given)).toBe(given)
      for (const read of readers.values()) expect(() => read({})).not.toThrow()
    }
    return { answer, undo }
  },
  jQuery(socketId) {
    const filters: Parameters<JQueryLike['ajaxPrefilter']>[0][] = []
    const undo = interceptJQuery({ ajaxPrefilter: (filter) => void filters.push(filter) }, socketId, skip)
    const answer = (): void => {
      const done: (() => void)[] = []
      const always = (run: () => void): unknown => done.push(run)
      const getResponseHeader = (asked: string): string | null => (asked == name ? headers[name] : null)
      for (const filter of filters) filter({}, {}, { setRequestHeader: () => undefined, always, getResponseHeader })
      for (const run of done) run()
    }
    return { answer, undo }
  },
  Turbo(socketId) {
    const document = new EventTarget()
    const tell = (event: string, detail: object): boolean =>
      document.dispatchEvent(new CustomEvent(`turbo:before-fetch-${event}`, { detail }))
    const undo = interceptTurbo(document, socketId, skip)
    const answer = (): void => {
      tell('request', { fetchOptions: {} })
      tell('response', { fetchResponse: { response: new Response('', { headers }) } })
      tell('response', {})
    }
    return { answer, undo }
  },
  'vue-resource'(socketId) {
    type Read = (response: object) => void
    const interceptors: ((request: object, next: (read: Read) => void) => void)[] = []
    const undo = interceptVue({ http: { interceptors } }, socketId, skip)
    const answer = (): void => {
      const reads: Read[] = []
      for (const intercept of interceptors) intercept({ headers: {} }, (read) => reads.push(read))
      for (const read of reads) read({ headers: new Headers(headers) })
      for (const read of reads) expect(() => read({})).not.toThrow()
    }
    return { answer, undo }
  },
}

describe('X-Event-Cursor', () => {
  it('names the events that a request caused, and that do not come', () => {
    tellOwn(headers[name], skip, '1.1')
    expect(told.splice(0)).toEqual(expected('1.1'))
  })

  it.each([undefined, null, 7, '', ',', '=', 'a', 'a=', '=k:1', '%=k:1'])(
    'is nothing where it makes no sense: %j',
    (header) => {
      tellOwn(header, skip, '1.1')
      expect(told.splice(0)).toEqual([])
    },
  )

  it('is read by fetch, of our own origin alone, and the caller gets the answer as it is', async () => {
    const answer = new Response('ok', { headers })
    const target = { fetch: () => Promise.resolve(answer) }
    const undo = interceptFetch(target, () => '1.1', { page, skip })
    const { fetch } = target as unknown as { fetch: typeof globalThis.fetch }
    expect(await fetch.call(target, '/messages')).toBe(answer)
    await Promise.resolve()
    expect(told.splice(0)).toEqual(expected('1.1'))
    await fetch.call(target, '/messages', { headers: { 'x-socket-id': 'own' } })
    await Promise.resolve()
    expect(told.splice(0)).toEqual(expected('own'))
    await fetch.call(target, 'https://other.test/')
    await Promise.resolve()
    undo()
    await target.fetch.call(target)
    await Promise.resolve()
    expect(told.splice(0)).toEqual([])
  })

  it.each(Object.entries(libraries))('is read by %s, with the socket id that went out', (_, begin) => {
    let id: string | undefined = '1.1'
    const { answer, undo } = begin(() => id)
    answer()
    expect(told.splice(0)).toEqual(expected('1.1'))
    id = '2.2'
    answer()
    expect(told.splice(0)).toEqual(expected('2.2'))
    undo()
    answer()
    expect(told.splice(0)).toEqual([])
  })

  it.each(Object.entries(libraries))('is nothing to %s after a request without a socket id', (_, begin) => {
    const { answer, undo } = begin(() => undefined)
    answer()
    undo()
    expect(told.splice(0)).toEqual([])
  })
})
