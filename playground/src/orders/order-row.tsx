import { usePrivate } from '@resound/react'
import { useState, type ReactElement } from 'react'
import { orderPath, type Order } from '../demo/demo-types.js'
import { Moment } from '../elements/moment.js'
import { useSession } from '../session/session-context.js'

/** One order, kept current by its channel. */
export function OrderRow({ given }: { given: Order }): ReactElement {
  const { api } = useSession()
  const [told, setTold] = useState(given)
  const [problem, setProblem] = useState<string>()
  const { status, error } = usePrivate(`orders.${given.id}`, '.order.status.updated', setTold)
  const order = told.updatedAt > given.updatedAt ? told : given
  const at = orderPath.indexOf(order.status)
  const advance = async (): Promise<void> => {
    try {
      setTold(await api.advance(order.id))
      setProblem(undefined)
    } catch (failure) {
      setProblem(failure instanceof Error ? failure.message : String(failure))
    }
  }
  return (
    <li className="order" aria-label={order.title}>
      <div className="order-name">
        <h3>{order.title}</h3>
        <p className="soft small">
          No. {order.id} · <Moment iso={order.updatedAt} />
        </p>
      </div>
      <ol className="order-path" aria-label="Status">
        {orderPath.map((step, index) => (
          <li key={step} data-reached={index <= at} aria-current={index === at ? 'step' : undefined}>
            {step}
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="button"
        onClick={() => {
          void advance()
        }}
      >
        {at === orderPath.length - 1 ? 'Order again' : `Mark as ${orderPath[at + 1] ?? ''}`}
      </button>
      {(status === 'failed' || problem !== undefined) && (
        <p className="order-problem small" role="status">
          {problem ?? `Its channel was refused: ${error?.message ?? 'no reason given'}`}
        </p>
      )}
    </li>
  )
}
