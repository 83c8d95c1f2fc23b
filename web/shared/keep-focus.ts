/** Gives the focus to the content when what had it is gone: the button of a row that was deleted. */
import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

/** A dialog that closes gives back what it took before that. */
const patience = 50

export function useKeptFocus(content: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let last: EventTarget | null = null
    const keep = () => {
      const isGone = last instanceof Node && !last.isConnected
      if (isGone && document.activeElement === document.body) content.current?.focus({ preventScroll: true })
    }
    const remember = ({ target }: FocusEvent) => {
      last = target
    }
    const observer = new MutationObserver(() => setTimeout(keep, patience))
    observer.observe(document.body, { childList: true, subtree: true })
    addEventListener('focusin', remember)
    return () => {
      observer.disconnect()
      removeEventListener('focusin', remember)
    }
  }, [])
}
