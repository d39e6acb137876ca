import type { ReactNode } from 'react'

/** Stands where the berths of a harbour will be. */
export function BerthSkeleton(): ReactNode {
  return (
    <div className="skeleton berth-skeleton" role="status">
      <span className="hidden">Loading the berths</span>
      <i />
      <i />
      <i />
      <i />
      <i />
    </div>
  )
}
