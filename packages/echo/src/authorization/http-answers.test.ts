import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { serve, setUp, settled, yes } from './http-authorizer.fixture.js'

/** What came from another address than was asked. */
const moved = (response: Response): Response => Object.defineProperty(response, 'redirected', { value: true })

describe('an answer of the application’s server', () => {
  it('A5 takes a permission from where the endpoint has moved to', async () => {
    const { seen, ask } = setUp()
    const answer = ask('private-a')
    await serve(seen, () => moved(yes()))
    expect(await answer).toEqual({ auth: 'key:signature' })
  })

  it('A5 takes the way to something else for a 401', async () => {
    const { seen, ask } = setUp()
    const answer = ask('private-a')
    await serve(seen, () => moved(new Response('Sign in.')))
    expect(await answer).toMatchObject({ kind: 'authorization', status: 401, retryable: false })
  })

  it.each([undefined, { pipe: () => undefined }])('is read where its body is no stream: %o', async (body) => {
    const { seen, ask } = setUp()
    const asked = [ask('private-a'), ask('private-b')]
    await settled()
    const other = (response: Response): Response => Object.defineProperty(response, 'body', { value: body })
    seen[0]?.answer(other(yes()))
    seen[1]?.answer(other(new Response('<html>', { headers: { 'Content-Type': 'text/html' } })))
    expect(await asked[0]).toEqual({ auth: 'key:signature' })
    expect(await asked[1]).toMatchObject({ status: 401 })
  })

  it.each([200, 503])('reads no more of an answer (%d) that does not end than any permission has', async (status) => {
    const { clock, seen, ask } = setUp()
    const answer = ask('private-a')
    await settled()
    let pulled = 0
    const part = new TextEncoder().encode(' '.repeat(100_000))
    const endless = new ReadableStream({
      pull(controller) {
        pulled++
        // Or the test would not end without a limit.
        if (pulled < 50) controller.enqueue(part)
        else controller.close()
      },
    })
    const [request] = seen
    request?.answer(new Response(endless, { status }))
    expect(await answer).toMatchObject({ kind: 'authorization', status, retryable: status == 503 })
    expect(pulled).toBeLessThan(20)
    expect([request?.signal?.aborted, clock.timers]).toEqual([true, 0])
  })

  it('leaves nothing on the signal of its caller, and ends what was asked with it', async () => {
    const { clock, gone, seen, ask } = setUp()
    const answers = [ask('private-a'), ask('private-b')]
    await settled()
    seen[0]?.answer(yes())
    await settled()
    expect([clock.timers, getEventListeners(gone.signal, 'abort').length]).toEqual([1, 1])
    gone.abort()
    expect((await Promise.all(answers))[1]).toMatchObject({ retryable: true })
    expect([clock.timers, seen[1]?.signal?.aborted]).toEqual([0, true])
  })
})
