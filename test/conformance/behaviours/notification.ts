import assert from 'node:assert/strict'
import type { Theme } from '../behaviour.js'

const event = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'

export const notifying: Theme = {
  name: 'notifications',
  behaviours: [
    {
      title: 'hears Laravel’s notifications whatever the namespace, and stops',
      async run(stage) {
        const client = stage.client({ echo: { namespace: 'Shop.Events' } })
        const channel = client.echo.private('user.1')
        const heard: unknown[] = []
        const hear = (who: string) => (notification: { type: string }) => void heard.push([who, notification.type])
        const first = hear('first')
        channel.notification(first).notification(hear('second'))
        await client.subscribed(channel.name)
        const notify = async (type: string): Promise<void> => {
          await stage.publish(channel.name, event, { id: 'c0ffee', type, order: 7 })
          await client.caughtUp()
        }
        await notify('OrderShipped')
        channel.stopListeningForNotification(first)
        await notify('OrderLost')
        channel.stopListeningForNotification()
        await notify('OrderFound')
        assert.deepEqual(heard, [
          ['first', 'OrderShipped'],
          ['second', 'OrderShipped'],
          ['second', 'OrderLost'],
        ])
      },
    },
  ],
}
