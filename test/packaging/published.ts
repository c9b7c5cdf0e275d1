import { inject } from 'vitest'
import type { Published } from './published.setup.js'

/** The packages as published. Throws, with the output of the build, where they could not be built. */
export function published(): Published {
  const result = inject('published')
  if ('failed' in result) throw new Error(result.failed)
  return result
}
