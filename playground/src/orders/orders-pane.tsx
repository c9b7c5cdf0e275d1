import { useEffect, type ReactElement } from 'react'
import { useConnectionState } from '@resound/react'
import { useLoaded } from '../elements/use-loaded.js'
import { Waiting } from '../elements/waiting.js'
import { PlaceHead } from '../places/place-head.js'
import { useSession } from '../session/session-context.js'
import { OrderRow } from './order-row.js'
import './orders.css'

/** Orders whose status moves, here and in every other window. */
export function OrdersPane(): ReactElement {
  const { api } = useSession()
  const orders = useLoaded(api.orders)
  const { reload } = orders
  const isConnected = useConnectionState(({ status }) => status === 'connected')
  // What happened while the connection was gone was not told.
  useEffect(() => {
    if (isConnected) reload()
  }, [isConnected, reload])
  return (
    <>
      <PlaceHead title="Orders">
        <span className="soft small">
          each on a channel of its own, <code>private-orders.…</code>
        </span>
      </PlaceHead>
      <div className="place-body">
        <Waiting loaded={orders} what="orders" />
        {orders.status === 'ready' && (
          <ul className="orders">
            {orders.data.map((order) => (
              <OrderRow key={order.id} given={order} />
            ))}
          </ul>
        )}
      </div>
    </>
  )
}
