// #region authorization
import { Echo } from '@resound/echo/core'
import { createFakeServer } from '@resound/echo/testing'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'

const application = setupServer()
beforeAll(() => application.listen())
afterEach(() => application.resetHandlers())
afterAll(() => application.close())

function connect() {
  const server = createFakeServer({ asksApplication: true })
  const echo = new Echo({
    ...server.options(),
    authEndpoint: 'https://shop.example/broadcasting/auth',
    auth: { headers: { Authorization: 'Bearer secret' } },
    onError: () => undefined,
  })
  return { server, echo }
}

it('joins with what the application says', async () => {
  application.use(
    http.post('https://shop.example/broadcasting/auth', async ({ request }) => {
      const form = new URLSearchParams(await request.text())
      if (request.headers.get('Authorization') != 'Bearer secret') return new HttpResponse(null, { status: 401 })
      return HttpResponse.json({
        auth: `key:${form.get('channel_name') ?? ''}`,
        channel_data: JSON.stringify({ user_id: '1', user_info: { name: 'Ada' } }),
      })
    }),
  )
  const { echo } = connect()
  const members = await new Promise((resolve) => echo.join('shop').here(resolve))
  expect(members).toEqual([{ name: 'Ada' }])
  echo.disconnect()
})

it('tells that the application refused', async () => {
  application.use(http.post('https://shop.example/broadcasting/auth', () => new HttpResponse(null, { status: 404 })))
  const { echo } = connect()
  const error = await new Promise((resolve) => echo.private('orders.1').error(resolve))
  expect(error).toMatchObject({ kind: 'authorization', status: 404, channel: 'private-orders.1' })
  echo.disconnect()
})
// #endregion authorization
