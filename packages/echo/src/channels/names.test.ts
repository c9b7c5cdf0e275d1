import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formsOf, fullName, kindOf, type ChannelKind } from './channel-name.js'
import { spokenName, wireName } from './event-name.js'

describe('channel names', () => {
  it.each<[ChannelKind, string]>([
    ['public', 'news'],
    ['private', 'private-news'],
    ['encrypted', 'private-encrypted-news'],
    ['presence', 'presence-news'],
  ])('gives a %s channel its name on the wire, and knows it again', (kind, full) => {
    expect(fullName(kind, 'news')).toBe(full)
    expect(kindOf(full)).toBe(kind)
  })

  it('means every kind of a name by leaving it', () => {
    expect(formsOf('x')).toEqual(['x', 'private-x', 'private-encrypted-x', 'presence-x'])
  })
})

describe('event names', () => {
  it.each<[string, string | false | undefined, string]>([
    ['OrderShipped', 'App.Events', 'App\\Events\\OrderShipped'],
    ['Orders.Shipped', 'App.Events', 'App\\Events\\Orders\\Shipped'],
    ['.order.shipped', 'App.Events', 'order.shipped'],
    ['\\Other\\Event', 'App.Events', 'Other\\Event'],
    ['.Tonysm\\TurboLaravel\\Events\\X', 'App.Events', 'Tonysm\\TurboLaravel\\Events\\X'],
    ['UserCreated', false, 'UserCreated'],
    ['user.created', false, 'user\\created'],
    ['UserCreated', '', 'UserCreated'],
    ['UserCreated', undefined, 'UserCreated'],
    ['X', 'Custom.Name.Space', 'Custom\\Name\\Space\\X'],
    ['', 'App.Events', 'App\\Events\\'],
  ])('puts %j in namespace %j on the wire as %j', (event, namespace, wire) => {
    expect(wireName(event, namespace)).toBe(wire)
  })

  it('speaks a wire name so that listening to it hears it again', () => {
    const namespaces = fc.constantFrom<string | false>('App.Events', 'A', false)
    fc.assert(
      fc.property(fc.string(), namespaces, (wire, namespace) => {
        fc.pre(!(namespace && wire.slice(namespace.length + 1).includes('.')))
        const spoken = spokenName(wire, namespace)
        const rest = namespace && wire.startsWith(namespace.replace(/\./g, '\\') + '\\') ? spoken : ''
        fc.pre(!rest.startsWith('.') && !rest.startsWith('\\'))
        expect(wireName(spoken, namespace)).toBe(wire)
      }),
    )
  })
})
