import type { ReactElement } from 'react'

/** What one listener counted. */
export interface Counted {
  readonly status: string
  readonly events: number
  /** Chunks that did not come over the wire. */
  readonly missed: number
  /** Events that were missed, and read again from the event log. */
  readonly replayed: number
  /** Events that came again, and were dropped. */
  readonly repeated: number
  /** What is missing for good. */
  readonly lost: number
  /** Whether it may be more: nobody knows where it ends. */
  readonly isLostOpen: boolean
}

/** Our counters beside those of laravel-echo with pusher-js, on the same channel and wire. */
export function CounterTable({ own, peer }: { own: Counted; peer: Counted }): ReactElement {
  const row = (title: string, cell: (counted: Counted) => ReactElement | string | number): ReactElement => (
    <tr>
      <th scope="row">{title}</th>
      <td>{cell(own)}</td>
      <td>{cell(peer)}</td>
    </tr>
  )
  return (
    <table className="counters">
      <caption className="only-heard">What arrived in this conversation</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">Resound</th>
          <th scope="col">
            laravel-echo <span className="peer-library">+ pusher-js</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {row('Connection', ({ status }) => status.toLowerCase())}
        {row('Events received', ({ events }) => events)}
        {row('Chunks missed', ({ missed }) => missed)}
        {row('Events read again', ({ replayed }) => replayed)}
        {row('Repeated, dropped', ({ repeated }) => repeated)}
        {row('Lost', (counted) => (
          <Lost counted={counted} />
        ))}
      </tbody>
    </table>
  )
}

/** The same in a line, for ours alone. */
export function CounterLine({ own }: { own: Counted }): ReactElement {
  return (
    <p>
      {own.events}&nbsp;events · {own.missed}&nbsp;chunks missed · {own.replayed}&nbsp;events read again, {own.repeated}
      &nbsp;repeated · <Lost counted={own} />
      &nbsp;lost
    </p>
  )
}

function Lost({ counted: { lost, isLostOpen } }: { counted: Counted }): ReactElement {
  return (
    <strong className="lost" data-any={lost > 0} title={isLostOpen ? 'At least' : undefined}>
      {lost > 0 ? `▲ ${String(lost)}${isLostOpen ? ' or more' : ''}` : '0'}
    </strong>
  )
}
