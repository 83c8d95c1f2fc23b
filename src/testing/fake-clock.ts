/** A clock that only moves when a test says so: no test has to sleep, and none depends on the machine's speed. */
import type { Clock } from '../ports/clock.ts'
import type { Timer } from '../ports/timer.ts'

/** Also a timer: callbacks run when `advance` passes their time. */
export interface FakeClock extends Clock, Timer {
  /** Moves the clock forward, in milliseconds. */
  advance(milliseconds: number): void
}

/** Noon of 15 January 2026 (UTC): arbitrary, and the same in every run. */
const someNoon = 1_768_478_400_000

/** A clock that stands still until you move it. It begins at `start`, in milliseconds since 1970. */
export function createFakeClock(start: number = someNoon): FakeClock {
  let now = start
  const waiting = new Set<{ readonly at: number; readonly run: () => void }>()
  return {
    now: () => now,
    after(milliseconds, run) {
      const entry = { at: now + Math.max(0, milliseconds), run }
      waiting.add(entry)
      return () => void waiting.delete(entry)
    },
    advance(milliseconds) {
      const end = now + milliseconds
      for (;;) {
        const [next] = [...waiting].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)
        if (next === undefined) break
        waiting.delete(next)
        now = next.at
        next.run()
      }
      now = end
    },
  }
}
