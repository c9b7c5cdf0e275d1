// Owns: the demo's orders.
// Does not own: telling anybody.
import type { ServerClock } from '../clock.js'

const path = ['placed', 'packed', 'shipped', 'delivered'] as const

/** Where an order is. */
export type OrderStatus = (typeof path)[number]

/** An order. */
export interface Order {
  readonly id: string
  readonly title: string
  readonly status: OrderStatus
  /** ISO 8601. */
  readonly updatedAt: string
}

const opening: readonly (readonly [id: string, title: string, status: OrderStatus])[] = [
  ['1001', 'Brass gears, two dozen', 'placed'],
  ['1002', 'A compiler, bound in leather', 'packed'],
  ['1003', 'Punched cards, 10,000', 'shipped'],
  ['1004', 'One moth, preserved', 'delivered'],
]

/** Orders in memory. */
export class Orders {
  private readonly orders = new Map<string, Order>()

  constructor(private readonly clock: ServerClock) {
    for (const [id, title, status] of opening) this.orders.set(id, { id, title, status, updatedAt: this.now() })
  }

  /** All of them. */
  list(): readonly Order[] {
    return [...this.orders.values()]
  }

  /** Moves an order one step on, from the last back to the first; undefined where there is none of that id. */
  advance(id: string): Order | undefined {
    const order = this.orders.get(id)
    if (!order) return undefined
    const status = path[(path.indexOf(order.status) + 1) % path.length] ?? 'placed'
    const advanced = { ...order, status, updatedAt: this.now() }
    this.orders.set(id, advanced)
    return advanced
  }

  private now(): string {
    return new Date(this.clock.now()).toISOString()
  }
}
