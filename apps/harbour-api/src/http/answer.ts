import type { Endpoint } from '@fairlead/core'
import type { OfficerOnWatch } from '../identity/watch.ts'
import type { z } from 'zod'

/** What a handler gets: the parts of the request, validated by the contract. */
export interface Asked<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** The browser tab the request came from, where it says so. */
  readonly tab: string | undefined
  /** Who asks, where the request proves it. */
  readonly officer: OfficerOnWatch | undefined
}

type Valid<S> = S extends z.ZodType ? z.output<S> : undefined

/** What a handler may answer: the exact statuses its endpoint declares, each with its own body. */
export type Answer<R> = {
  [Status in keyof R]: Status extends number ? { readonly status: Status; readonly body: Valid<R[Status]> } : never
}[keyof R]

/** The work behind one endpoint. @throws ProblemError for what the contract declares by range only */
export type Handler<E> =
  E extends Endpoint<
    infer _M,
    infer _P,
    infer Params,
    infer Query,
    infer _Head,
    infer Body,
    infer R,
    infer _View,
    infer _Out
  >
    ? (asked: Asked<Valid<Params>, Valid<Query>, Valid<Body>>) => Answer<R>
    : never

/** A handler for every endpoint of a contract, in the contract's shape. */
export type Handlers<C> = {
  readonly [Group in keyof C]: { readonly [Name in keyof C[Group]]: Handler<C[Group][Name]> }
}
