/** Somebody who may sign in. A demo has no passwords: choosing a name is the sign-in. */
export interface Account {
  readonly id: string
  readonly name: string
  readonly role: string
}

/** Who may sign in. */
export const OFFICERS: readonly Account[] = [
  { id: 'maren', name: 'Maren Holt', role: 'Harbour master' },
  { id: 'idris', name: 'Idris Kane', role: 'Pilot' },
]

/** The officer of an account; undefined where there is none. */
export function officerOf(id: string | undefined): Account | undefined {
  return OFFICERS.find((officer) => officer.id === id)
}
