import type { ReactNode } from 'react'

/** Stands where a vessel's file will be. */
export function FileSkeleton(): ReactNode {
  return (
    <div className="skeleton file-skeleton" role="status">
      <span className="hidden">Opening the file</span>
      <i />
      <i />
      <i />
    </div>
  )
}
