import { type ReactNode, useId, useSyncExternalStore } from 'react'
import type { Faults } from './faults.ts'

/** Chooses what goes wrong. */
export function FaultPanel({ faults: { choices, chosen } }: { readonly faults: Faults }): ReactNode {
  const name = useId()
  const id = useSyncExternalStore(chosen.subscribe, chosen.get)
  return (
    <fieldset className="live-faults">
      <legend>The harbour</legend>
      {choices.map((choice) => (
        <label key={choice.id}>
          <input type="radio" name={name} checked={choice.id === id} onChange={() => chosen.set(choice.id)} />
          {choice.label}
        </label>
      ))}
    </fieldset>
  )
}
