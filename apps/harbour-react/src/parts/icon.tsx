import { type IconName, iconPaths } from 'harbour-room/parts/icons'
import type { ReactNode } from 'react'

/** A line icon in the colour and size of the text beside it; it says nothing of its own. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={iconPaths[name]} />
    </svg>
  )
}
