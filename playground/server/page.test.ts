import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { HttpListener } from './http-listener.js'
import { createPage } from './page.js'

const undo: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each()
})

/** A page of one line behind a listener whose API has one route, and which takes no upgrade itself. */
async function servedPage(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'resound-page-'))
  undo.push(() => rm(directory, { recursive: true }))
  await writeFile(join(directory, 'vite.config.ts'), `export default { cacheDir: '.cache', logLevel: 'silent' }`)
  await writeFile(join(directory, 'index.html'), '<!doctype html><p>Here it is</p>')
  const api = new Hono()
  api.get('/api/here', (context) => context.text('The API'))
  const listener = new HttpListener({ api, request: () => false, upgrade: () => false })
  const port = await listener.listen(0, '127.0.0.1')
  undo.push(() => listener.close())
  const page = await listener.servePage(createPage(listener.server, { directory }))
  undo.push(() => page.close())
  return `http://127.0.0.1:${String(port)}`
}

const html = { headers: { Accept: 'text/html' } }

it('serves page and API from one address, each below its own paths', async () => {
  const url = await servedPage()
  expect(await (await fetch(`${url}/?as=grace`, html)).text()).toContain('Here it is')
  expect(await (await fetch(`${url}/api/here`)).text()).toBe('The API')
  expect((await fetch(`${url}/api/nowhere`, html)).status).toBe(404)
})

it('leaves Vite its own web socket, and answers all others', async () => {
  const url = await servedPage()
  const vite = new WebSocket(url.replace('http', 'ws'), 'vite-ping')
  await once(vite, 'open')
  vite.terminate()
  const stranger = new WebSocket(`${url.replace('http', 'ws')}/nowhere`)
  const [error] = (await once(stranger, 'error')) as [Error]
  expect(error.message).toContain('404')
})
