// @vitest-environment jsdom
import { useEventStream, type UseEventStreamOptions } from '@resound/react'
import { act, cleanup, render, renderHook } from '@testing-library/react'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { StrictMode, type ReactElement } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestClient } from '../../packages/echo/src/stores/client.fixture.js'
import { listen } from '../support/listen.js'
import { until } from '../support/until.js'

let server: Server
let url: string
let requests: IncomingMessage[]
let answers: ServerResponse[]

beforeEach(async () => {
  requests = []
  answers = []
  server = createServer((request, response) => {
    requests.push(request)
    answers.push(response)
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Access-Control-Allow-Origin': '*' })
    response.flushHeaders()
  })
  url = `http://127.0.0.1:${String(await listen(server))}/export/progress/1`
})
afterEach(async () => {
  cleanup()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const say = (progress: number): void => {
  answers.at(-1)?.write(`data: ${JSON.stringify({ progress })}\n\n`)
}
const sent = (count: number): Promise<unknown> =>
  until(() => answers.length == count, { what: `${String(count)} requests` })

it('shows the progress of an export until it is done, by one request, under StrictMode too', async () => {
  function Export(): ReactElement {
    const { data, status } = useEventStream<{ progress: number }>(url, {
      until: ({ progress }) => progress >= 100,
    })
    return <progress value={data?.progress ?? 0} max={100} data-status={status} />
  }
  const view = render(
    <StrictMode>
      <Export />
      <Export />
    </StrictMode>,
  )
  const bars = (): unknown[] =>
    [...view.container.querySelectorAll('progress')].map(({ dataset, value }) => [dataset.status, value])
  await sent(1)
  say(40)
  await until(() => view.container.querySelector('progress')?.value == 40)
  expect(bars()).toEqual(Array(2).fill(['open', 40]))
  say(100)
  await until(() => view.container.querySelector('progress')?.dataset.status == 'completed')
  expect(bars()).toEqual(Array(2).fill(['completed', 100]))
  await until(() => requests[0]?.destroyed)
  expect(requests).toHaveLength(1)
})

it('keeps all lines of a log where it is told how, with the latest functions', async () => {
  const { rerender, result } = renderHook(
    ({ mark }) =>
      useEventStream<string, string[]>(url, {
        initial: [],
        parse: String,
        reduce: (lines, line) => [...lines, mark + line],
      }),
    { initialProps: { mark: '-' } },
  )
  expect(result.current.data).toEqual([])
  await sent(1)
  answers[0]?.write('data: 1\n\n')
  await until(() => result.current.data.length == 1)
  rerender({ mark: '+' })
  answers[0]?.write('data: 2\n\n')
  await until(() => result.current.data.length == 2)
  expect(result.current.data).toEqual(['-1', '+2'])
  expect(requests).toHaveLength(1)
})

it('sends credentials, closes, and begins anew', async () => {
  const { result } = renderHook(() =>
    useEventStream(url, { headers: async () => ({ Authorization: 'Bearer ada' }), initial: 'nothing' }),
  )
  await sent(1)
  expect(requests[0]?.headers.authorization).toBe('Bearer ada')
  say(1)
  await until(() => typeof result.current.data == 'object')
  act(() => result.current.close())
  await until(() => result.current.status == 'closed')
  act(() => result.current.restart())
  await sent(2)
  await until(() => result.current.status == 'open')
  expect(result.current.data).toBe('nothing')
})

it('skips a falsy address, and what is not enabled', async () => {
  const none: UseEventStreamOptions = { enabled: false }
  const { rerender, result } = renderHook(
    ({ address, options }: { address: string | null; options?: UseEventStreamOptions }) =>
      useEventStream(address, options),
    { initialProps: { address: null as string | null, options: none } },
  )
  expect(result.current.status).toBe('idle')
  rerender({ address: url, options: none })
  expect(result.current.status).toBe('idle')
  rerender({ address: url, options: {} })
  await sent(1)
})

it('follows the address, and ends the request of the last one after the grace', async () => {
  const { rerender, result } = renderHook(({ query }) => useEventStream(url + query, { grace: 0, initial: query }), {
    initialProps: { query: '?a' },
  })
  await sent(1)
  rerender({ query: '?b' })
  expect(result.current.data).toBe('?b')
  await sent(2)
  await until(() => requests[0]?.destroyed)
  expect(requests.map((request) => request.url?.split('?')[1])).toEqual(['a', 'b'])
})

it('draws once a frame of its client, however much comes', async () => {
  const client = createTestClient()
  let drawn = 0
  let heard = 0
  const { result } = renderHook(() => {
    drawn++
    return useEventStream<number>(url, { client, onEvent: () => heard++ })
  })
  await sent(1)
  for (let i = 1; i <= 1_000; i++) answers[0]?.write(`data: ${String(i)}\n\n`)
  await until(() => heard == 1_000)
  const before = drawn
  act(() => client.clock.paint())
  expect(result.current.data).toBe(1_000)
  expect(drawn).toBe(before + 1)
})
