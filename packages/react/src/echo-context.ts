import type { EchoClient } from '@resound/echo/core'
import { createContext } from 'react'

/** The client of the nearest provider. */
export const EchoContext = /* @__PURE__ */ createContext<EchoClient | undefined>(undefined)
