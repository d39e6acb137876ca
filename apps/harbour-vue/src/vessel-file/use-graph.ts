import type { AnyVariables, CombinedError, OperationContext, OperationResult, TypedDocumentNode } from '@urql/core'
import { type ComputedRef, computed, ref, shallowRef, watchEffect } from 'vue'
import { pipe, subscribe } from 'wonka'
import { useControlRoom } from '../harbour/context.ts'

/** What is asked of the harbour's graph. */
export interface Question<Data, Variables extends AnyVariables> {
  readonly document: TypedDocumentNode<Data, Variables>
  readonly variables: Variables
  readonly context?: Partial<OperationContext>
}

/** What a query of the graph has brought so far. */
export interface GraphAnswer<Data> {
  readonly data: ComputedRef<Data | undefined>
  readonly error: ComputedRef<CombinedError | undefined>
  /** Whether more of the same answer is to come. */
  readonly hasNext: ComputedRef<boolean>
  readonly busy: ComputedRef<boolean>
  readonly reload: () => void
}

/** Asks a query as long as the component is there, and follows its answer. An undefined question is not asked. */
export function useGraphQuery<Data, Variables extends AnyVariables>(
  question: () => Question<Data, Variables> | undefined,
): GraphAnswer<Data> {
  const { graph } = useControlRoom()
  const result = shallowRef<OperationResult<Data, Variables>>()
  const fetching = ref(false)
  /** Counts the times that it was asked by hand. */
  const turn = ref(0)
  let asked = 0
  watchEffect((onCleanup) => {
    const present = question()
    const isAnew = turn.value > asked
    asked = turn.value
    if (!present) return
    const { document, variables, context } = present
    fetching.value = true
    const source = graph.gql.urql.query(document, variables, {
      ...context,
      ...(isAnew && { requestPolicy: 'network-only' }),
    })
    const { unsubscribe } = pipe(
      source,
      subscribe((next) => {
        result.value = next
        fetching.value = false
      }),
    )
    onCleanup(unsubscribe)
  })
  const hasNext = computed(() => result.value?.hasNext === true)
  return {
    data: computed(() => result.value?.data),
    error: computed(() => result.value?.error),
    hasNext,
    busy: computed(() => fetching.value || result.value?.stale === true || hasNext.value),
    reload: () => {
      turn.value += 1
    },
  }
}

/** Listens to a subscription as long as the component is there. */
export function useGraphSubscription<Data, Variables extends AnyVariables>(
  question: () => Question<Data, Variables> | undefined,
): ComputedRef<OperationResult<Data, Variables> | undefined> {
  const { graph } = useControlRoom()
  const result = shallowRef<OperationResult<Data, Variables>>()
  watchEffect((onCleanup) => {
    const present = question()
    if (!present) return
    const { unsubscribe } = pipe(
      graph.gql.urql.subscription(present.document, present.variables, present.context),
      subscribe((next) => {
        result.value = next
      }),
    )
    onCleanup(unsubscribe)
  })
  return computed(() => result.value)
}
