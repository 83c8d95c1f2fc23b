/** A clock that stands still until a test says otherwise, so that no test sleeps and none is late. */
import type { Clock } from '../ports/clock.ts'
import type { Timer } from '../ports/timer.ts'

/** As a timer too: what was put off happens while `advance` passes its moment. */
export interface FakeClock extends Clock, Timer {
  /** Moves on by so many milliseconds. */
  advance(milliseconds: number): void
}

/** Noon of 15 January 2026 (UTC): as good as any, and the same in every run. */
const someNoon = 1_768_478_400_000

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
