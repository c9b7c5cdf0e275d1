import { expect, it, onTestFinished, vi } from 'vitest'
import { browserPage } from './page.js'

/** What the page has while the test runs. */
function withGlobal(name: string, value: object): void {
  vi.stubGlobal(name, value)
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
}

it('has the origin of its address: none in a sandbox, or of a file, where browsers say `null`', () => {
  expect(browserPage.origin()).toBeUndefined()
  for (const [said, origin] of [['https://app.test', 'https://app.test'], ['null']]) {
    withGlobal('location', { origin: said })
    expect(browserPage.origin()).toBe(origin)
  }
})

it('reads a cookie by its name, decoded as far as it can be', () => {
  withGlobal('document', { cookie: 'a=1; XSRF-TOKEN=t%3D%zz; b=2' })
  expect(['XSRF-TOKEN', 'a', 'b', 'TOKEN'].map(browserPage.cookie)).toEqual(['t=%zz', '1', '2', undefined])
})
