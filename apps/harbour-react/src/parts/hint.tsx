import { type ReactNode, useEffect, useRef, useState } from 'react'

/** What a hint explains, and how. */
export interface HintProps {
  /** Of the text, for `aria-describedby`. */
  readonly id: string
  readonly text: string
  /** Whether it shows without a pointer, since the focus is near. */
  readonly near: boolean
  readonly children: ReactNode
}

const EDGE_PX = 8

/**
 * A text that explains what the pointer is over, above everything else and inside of the window. It stays while the pointer
 * is in it, and goes with Escape.
 */
export function Hint({ id, text, near, children }: HintProps): ReactNode {
  const anchor = useRef<HTMLSpanElement>(null)
  const bubble = useRef<HTMLSpanElement>(null)
  const [over, setOver] = useState(false)
  const [dismissed, setDismissed] = useState(false)
  const isOpen = (over || near) && !dismissed
  useEffect(() => {
    if (!over && !near) setDismissed(false)
  }, [over, near])
  useEffect(() => {
    const [from, to] = [anchor.current, bubble.current]
    if (!isOpen || !from || !to) return undefined
    to.showPopover()
    place(to, from.getBoundingClientRect())
    const leave = (): void => setDismissed(true)
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') leave()
    }
    addEventListener('keydown', onKey)
    addEventListener('scroll', leave, { capture: true, passive: true })
    return () => {
      removeEventListener('keydown', onKey)
      removeEventListener('scroll', leave, { capture: true })
      to.hidePopover()
    }
  }, [isOpen, text])
  return (
    <span ref={anchor} className="hinted" onPointerEnter={() => setOver(true)} onPointerLeave={() => setOver(false)}>
      {children}
      <span ref={bubble} id={id} className="hint" role="tooltip" popover="manual">
        {text}
      </span>
    </span>
  )
}

/** Below the anchor, or above it where there is no room; never beyond the edge of the window. */
function place(bubble: HTMLElement, { left, right, top, bottom }: DOMRect): void {
  const { offsetWidth, offsetHeight } = bubble
  const furthest = innerWidth - offsetWidth - EDGE_PX
  bubble.style.left = `${Math.max(EDGE_PX, Math.min((left + right - offsetWidth) / 2, furthest))}px`
  bubble.style.top = `${bottom + offsetHeight + EDGE_PX < innerHeight ? bottom : top - offsetHeight}px`
}
