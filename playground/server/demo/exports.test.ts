import { describe, expect, it } from 'vitest'
import { testServer } from '../testing/test-server.js'

async function begun() {
  const { clock, request, server } = await testServer()
  const { status, json } = await request('/api/exports', { method: 'POST', as: 'ada' })
  expect(status).toBe(201)
  return { clock, request, url: `${server.url}/api/exports/${(json as { id: string }).id}/progress` }
}

/** Reads a stream to its end, moving the clock on before each piece. */
async function readAll(response: Response, move: () => void): Promise<string> {
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text
    text += value
    move()
  }
}

describe('an export', () => {
  it('tells its progress as a stream that ends with it', async () => {
    const { clock, url } = await begun()
    const response = await fetch(url)
    expect(response.headers.get('Content-Type')).toBe('text/event-stream')
    const text = await readAll(response, () => {
      clock.advance(2_500)
    })
    expect([...text.matchAll(/data: (.*)/g)].map(([, data]) => data)).toEqual(
      [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100].map(
        (progress) => `{"progress":${String(progress)}}`,
      ),
    )
  })

  it('goes on behind what was heard', async () => {
    const { clock, url } = await begun()
    clock.advance(10_000)
    const response = await fetch(url, { headers: { 'Last-Event-ID': '95' } })
    expect(await response.text()).toBe('id: 100\ndata: {"progress":100}\n\n')
  })

  it('is nobody’s without its id, and begins only for who is signed in', async () => {
    const { request } = await testServer()
    expect((await request('/api/exports/nope/progress')).status).toBe(404)
    expect((await request('/api/exports', { method: 'POST' })).status).toBe(401)
  })
})
