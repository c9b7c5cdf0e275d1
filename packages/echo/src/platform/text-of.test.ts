import { expect, it } from 'vitest'
import { textOf } from './text-of.js'

const bodyOf = (...chunks: Uint8Array[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })

it('reads UTF-8 however it is cut, and what has no end that makes sense', async () => {
  const bytes = Array.from(new TextEncoder().encode('é€😀'), (byte) => Uint8Array.of(byte))
  expect(await textOf(new Response(bodyOf(...bytes)))).toBe('é€😀')
  expect(await textOf(new Response(bodyOf(...bytes.slice(0, -1))))).toBe('é€�')
})

it('reads what has no body, and what a platform without streams has', async () => {
  expect(await textOf(new Response(null, { status: 204 }))).toBe('')
  for (const body of [undefined, { pipe: () => undefined }])
    expect(await textOf({ body, text: () => Promise.resolve('[]') } as unknown as Response)).toBe('[]')
})

it('reads 16,000,000 characters, and of what has more, or never ends, no more', async () => {
  const million = new Uint8Array(1_000_000).fill(32)
  expect(await textOf(new Response(bodyOf(...Array.from({ length: 16 }, () => million))))).toHaveLength(16_000_000)
  let chunks = 0
  let cancelled = false
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      chunks++
      controller.enqueue(million)
    },
    cancel() {
      cancelled = true
    },
  })
  expect(await textOf(new Response(endless))).toBeUndefined()
  expect([chunks < 20, cancelled]).toEqual([true, true])
})

it('is rejected by what cuts the answer', async () => {
  const cut = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.error(new TypeError('cut'))
    },
  })
  await expect(textOf(new Response(cut))).rejects.toThrow('cut')
})
