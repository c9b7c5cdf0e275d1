import { describe, expect, it } from 'vitest'
import { npmCommand, withoutWorkspace } from './npm.js'

describe('starting npm', () => {
  it('takes the one that started us', () => {
    expect(npmCommand({ npm_execpath: '/a/npm/bin/npm-cli.js' })).toEqual([process.execPath, '/a/npm/bin/npm-cli.js'])
  })

  it.each([{}, { npm_execpath: '/a/yarn.js' }])('takes the one on the path where another started us: %o', (env) => {
    expect(npmCommand(env)).toEqual(['npm'])
  })

  it('does not hand on in which workspace we were started, but how npm is set up', () => {
    const env = {
      PATH: '/bin',
      npm_config_cache: '/a',
      npm_config_workspace: 'test',
      npm_config_local_prefix: '/b',
      npm_package_name: 'test',
      npm_lifecycle_event: 'all',
    }
    expect(withoutWorkspace(env)).toEqual({ PATH: '/bin', npm_config_cache: '/a' })
  })
})
