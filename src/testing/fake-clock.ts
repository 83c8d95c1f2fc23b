/** A clock that stands still until a test says otherwise, so that no test sleeps and none is late. */
import type { Clock } from '../ports/clock.ts'

export interface FakeClock extends Clock {
  /** Moves on by so many milliseconds. */
  advance(milliseconds: number): void
}

/** Noon of 15 January 2026 (UTC): as good as any, and the same in every run. */
const someNoon = 1_768_478_400_000

export function createFakeClock(start: number = someNoon): FakeClock {
  let now = start
  return {
    now: () => now,
    advance(milliseconds) {
      now += milliseconds
    },
  }
}
