import { describe, expect, it } from 'vitest'
import { composerReason } from './laravel-installation.js'

describe('what Composer says', () => {
  it('is told as what its registry lacks', () => {
    const said = `Your requirements could not be resolved to an installable set of packages.

  Problem 1
    - Root composer.json requires laravel/reverb, it could not be found in any version, there may be a typo in the package name.
  Problem 2
    - Root composer.json requires laravel/framework 12.72.0 -> satisfiable by laravel/framework[v12.72.0].
    - laravel/framework v12.72.0 requires fruitcake/php-cors ^1.3 -> could not be found in any version, there may be a typo.
`
    expect(composerReason(said)).toBe('Composer’s registry here lacks laravel/reverb, fruitcake/php-cors')
  })

  it('is told by its first line about an error, where nothing is lacking', () => {
    expect(composerReason('Loading\n  curl error 28 while downloading\nmore')).toBe('curl error 28 while downloading')
    expect(composerReason('')).toBe('Composer failed')
  })
})
