import { type Ref, ref } from 'vue'
import { useControlRoom } from '../harbour/context.ts'

/** The way to the provider. */
export interface UseSignIn {
  /** Leaves for the provider; the officer comes back to where they were. */
  readonly signIn: () => void
  /** Why it did not work, as a sentence. */
  readonly problem: Readonly<Ref<string | undefined>>
}

/** Gives the way to the provider's own page. */
export function useSignIn(): UseSignIn {
  const { client, signInProblem } = useControlRoom()
  const problem = ref(signInProblem)
  return {
    problem,
    signIn() {
      problem.value = undefined
      client.auth.signIn({ returnTo: location.pathname + location.search }).catch(() => {
        problem.value = 'The provider cannot be reached.'
      })
    },
  }
}
