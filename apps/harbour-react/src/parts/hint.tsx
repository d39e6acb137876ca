import { placeHint } from 'harbour-room/parts/hint-place'
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
    placeHint(to, from.getBoundingClientRect())
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
