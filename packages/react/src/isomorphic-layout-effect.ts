import { useEffect, useLayoutEffect } from 'react'

/** Whether this is a server, which renders once and runs no effect. */
export const isServer = typeof window == 'undefined'

/** A layout effect, about which React 18 does not complain on a server. */
export const useIsomorphicLayoutEffect = isServer ? useEffect : useLayoutEffect
