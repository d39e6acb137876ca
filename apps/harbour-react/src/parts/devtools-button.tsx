import { defineDevtools } from '@fairlead/monitoring/devtools'
import { type ReactNode, createElement, useState } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { Icon } from './icon.tsx'

/** Opens and closes the devtools panel of the room's clients. The panel is loaded when it is opened for the first time. */
export function DevtoolsButton(): ReactNode {
  const { client, pilotClient } = useControlRoom()
  const [open, setOpen] = useState(false)
  const toggle = (): void => {
    if (open) setOpen(false)
    else defineDevtools().then(() => setOpen(true), console.error)
  }
  return (
    <>
      <button
        type="button"
        className="button-icon"
        aria-label="Devtools"
        title="Devtools"
        aria-pressed={open}
        onClick={toggle}
      >
        <Icon name="timeline" />
      </button>
      {open &&
        createElement('fairlead-devtools', {
          clients: { Harbour: client, Pilots: pilotClient },
          position: 'bottom',
          open: true,
          ontoggle: (event: Event) => setOpen((event.target as HTMLElement).hasAttribute('open')),
        })}
    </>
  )
}
