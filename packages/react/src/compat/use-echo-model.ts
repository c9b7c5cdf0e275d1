/* eslint-disable @typescript-eslint/max-params -- the signature of @laravel/echo-react */
import type { BroadcastDriver } from '@resound/echo'
import type { DependencyList } from 'react'
import type { ListeningHandle, ModelEvents, ModelPayload } from './echo-types.js'
import { useEcho } from './use-echo.js'

/** Listens to the events that Laravel broadcasts of a model: `OrderUpdated` of `App.Models.Order`. */
export const useEchoModel = <Payload, Model extends string, D extends BroadcastDriver = BroadcastDriver>(
  model: Model,
  identifier: string | number,
  event: ModelEvents<Model> | ModelEvents<Model>[] = [],
  callback: (payload: ModelPayload<Payload>) => void = () => undefined,
  dependencies: DependencyList = [],
): ListeningHandle<D, 'private'> => {
  const events = [event].flat().map((name) => name.replace(/^\.?/, '.'))
  return useEcho<ModelPayload<Payload>, D>(`${model}.${identifier}`, events, callback, dependencies)
}
