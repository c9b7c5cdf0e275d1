import { describe, expect, it } from 'vitest'
import { canCarryCursor, withCursor } from './cursor.js'

describe('a payload', () => {
  it.each(['{}', '{"a":1}', ' {"a":{}} '])('that is %s carries a cursor', (data) => {
    expect(canCarryCursor(data)).toBe(true)
  })

  it.each(['[]', '"text"', '7', 'null', 'true', 'no JSON', ''])('that is %s does not', (data) => {
    expect(canCarryCursor(data)).toBe(false)
  })

  it.each([
    ['{}', '{"_cursor":"k3f9:1"}'],
    ['{"a":1}', '{"a":1,"_cursor":"k3f9:1"}'],
    [' {"a":{"b":"}"} }\n', ' {"a":{"b":"}"},"_cursor":"k3f9:1"}'],
    ['{ }', '{"_cursor":"k3f9:1"}'],
  ])('%s has it as its last key', (data, expected) => {
    expect(withCursor(data, 'k3f9:1')).toBe(expected)
    expect(JSON.parse(expected)).toEqual({ ...(JSON.parse(data) as object), _cursor: 'k3f9:1' })
  })
})
