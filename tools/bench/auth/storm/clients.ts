import { alova } from './alova.ts'
import { fairlead, wakingFairlead } from './fairlead.ts'
import { axiosAuthRefresh, ky, kyShared, urql } from './peers.ts'

/** One vessel by its number; `late` asks for a 401 that comes after the refresh. */
export type Call = (id: number, late: boolean) => Promise<{ readonly id: number }>

/** What a client starts with. */
export interface Start {
  readonly origin: string
  readonly accessToken: string
  readonly refreshToken: string
}

/** A client that holds a token, as its documentation sets it up. */
export interface Client {
  readonly name: string
  /** The peer's package, for its version. */
  readonly packageName?: string
  /** Makes ready; it is called as the storm breaks loose. */
  open(start: Start): Promise<Call>
}

/** Ours first, then the peers that renew tokens themselves. */
export const clients: readonly Client[] = [
  { name: 'Fairlead', open: fairlead },
  { name: 'Fairlead, waking after the expiry', open: wakingFairlead },
  { name: 'axios-auth-refresh', packageName: 'axios-auth-refresh', open: (start) => axiosAuthRefresh(start, {}) },
  {
    name: 'axios-auth-refresh, deduplicateRefresh: false',
    packageName: 'axios-auth-refresh',
    open: (start) => axiosAuthRefresh(start, { deduplicateRefresh: false }),
  },
  { name: 'ky, its recipe', packageName: 'ky', open: ky },
  { name: 'ky, its recipe and a shared promise', packageName: 'ky', open: kyShared },
  { name: 'alova, server token authentication', packageName: 'alova', open: alova },
  { name: 'urql, authExchange', packageName: '@urql/exchange-auth', open: urql },
]
