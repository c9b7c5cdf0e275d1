import Echo from '@resound/echo'
import { Echo as CoreEcho, pusher } from '@resound/echo/core'
import Pusher from 'pusher-js'
import PusherWithEncryption from 'pusher-js/with-encryption'
import { expectTypeOf, it } from 'vitest'

it('pusher takes the class of pusher-js, with encryption or without, and an instance', () => {
  expectTypeOf(pusher({ key: 'key', cluster: 'eu', Pusher }).kind).toBeString()
  expectTypeOf(pusher({ key: 'key', cluster: 'eu', Pusher: PusherWithEncryption }).kind).toBeString()
  expectTypeOf(pusher({ client: new Pusher('key', { cluster: 'eu' }) }).kind).toBeString()
  new CoreEcho({ broadcaster: pusher({ client: new PusherWithEncryption('key', { cluster: 'eu' }) }) })
})

it('and so do the names of laravel-echo', () => {
  new Echo({ broadcaster: 'pusher', key: 'key', cluster: 'eu', Pusher })
  new Echo({ broadcaster: 'ably', key: 'key', Pusher })
  new Echo({ broadcaster: 'pusher', key: 'key', client: new Pusher('key', { cluster: 'eu' }) })
})

it('but nothing that is no pusher-js', () => {
  // @ts-expect-error -- a class that is another one
  pusher({ key: 'key', Pusher: Map })
  // @ts-expect-error -- the class in place of an instance
  pusher({ client: Pusher })
})
