/** The contract `StoredMessage` of `@fairlead/ws/server`, said once more: who tests transports need not install that. */
export interface StoredMessageUnderTest {
  readonly head: string
  readonly json?: string | undefined
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined
}

/** The contract `StoredSession` of `@fairlead/ws/server`. */
export interface StoredSessionUnderTest {
  readonly identity: string
  readonly received: number
  readonly first: number
  readonly waiting: readonly StoredMessageUnderTest[]
  readonly channels: readonly { readonly channel: number; readonly name: string; readonly params: unknown }[]
}

/** The contract `SessionChange` of `@fairlead/ws/server`. */
export interface SessionChangeUnderTest {
  readonly received?: number
  readonly acknowledged?: number
  readonly append?: readonly StoredMessageUnderTest[]
  readonly channels?: StoredSessionUnderTest['channels']
}

/** The contract `SessionStore` of `@fairlead/ws/server`. */
export interface SessionStoreUnderTest {
  epoch(): MaybeLater<string>
  put(id: string, owner: string, session: StoredSessionUnderTest, ttlMs: number): MaybeLater<'kept' | 'taken'>
  claim(id: string, owner: string, identity: string): MaybeLater<StoredSessionUnderTest | undefined>
  change(id: string, owner: string, change: SessionChangeUnderTest): MaybeLater<'kept' | 'taken' | 'gone'>
  remove(id: string, owner: string): MaybeLater<void>
}

type MaybeLater<T> = T | Promise<T>

/** What a case runs with. */
export interface SocketSessionContext {
  /**
   * A store over the same storage each time, as another process would open it; where only sharing one object shares the
   * storage, that object. Its clock is the real one.
   */
  open(): SessionStoreUnderTest
}

/** One behaviour that every store of sessions shows. */
export interface SocketSessionCase {
  readonly name: string
  /** Throws where the behaviour is another one. */
  run(context: SocketSessionContext): Promise<void>
}
