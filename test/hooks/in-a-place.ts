// For tests that all want a server and a client: importing this gives each of them a new one, and ends it afterwards.
import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach } from 'vitest'
import { startPlace, type Place, type Seen } from './real-echo.js'

/** The server of the present test. */
export let place: Place
/** A client of it. */
export let ada: Seen

beforeEach(async () => {
  place = await startPlace()
  ada = place.client('ada')
})
afterEach(async () => {
  cleanup()
  await place.stop()
})
