/**
 * Has a page look again from time to time, as long as it is seen and used: a tab that was left open asks for nothing, so it
 * keeps no session alive.
 */
import { useEffect, useRef } from 'preact/hooks'

const patience = 5 * 60_000
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

export function useFresh(refresh: () => void, everyMs: number): void {
  const usedAt = useRef(Date.now())
  useEffect(() => {
    const look = () => {
      if (!document.hidden && Date.now() - usedAt.current < patience) refresh()
    }
    const use = () => {
      usedAt.current = Date.now()
    }
    const timer = setInterval(look, everyMs)
    for (const sign of signs) addEventListener(sign, use, { passive: true })
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      for (const sign of signs) removeEventListener(sign, use)
      document.removeEventListener('visibilitychange', look)
    }
  }, [refresh, everyMs])
}
