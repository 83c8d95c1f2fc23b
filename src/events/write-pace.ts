/**
 * How often refusals are written. Each write is a commit, and SQLite's keeps the event loop for milliseconds: under a flood
 * of logins that fail, every request would wait behind those of their rows. A few writes go at once; when these are used
 * up, one a second takes all rows that came meanwhile.
 */
import type { Clock } from '../ports/clock.ts'
import type { Timer } from '../ports/timer.ts'

export interface WritePace {
  /** Resolves when the next write may begin. */
  take(): Promise<void>
  /** From now on nothing waits: the process ends. */
  hurry(): void
}

interface Options {
  readonly clock: Clock
  readonly timer: Timer
  /** How many writes go at once after a rest. */
  readonly burst: number
}

const intervalMs = 1000

export function createWritePace({ clock, timer, burst }: Options): WritePace {
  let left = burst
  let countedAt = clock.now()
  let isHurried = false
  let wake = () => {}

  const earn = () => {
    const earned = Math.floor((clock.now() - countedAt) / intervalMs)
    if (earned === 0) return
    countedAt = clock.now()
    // A clock that was set back earns nothing.
    left = Math.min(burst, left + Math.max(0, earned))
  }
  const rest = () =>
    new Promise<void>(resolve => {
      const cancel = timer.after(intervalMs, resolve)
      wake = () => {
        cancel()
        resolve()
      }
    })

  return {
    async take() {
      earn()
      if (left === 0 && !isHurried) {
        await rest()
        earn()
      }
      left = Math.max(0, left - 1)
    },
    hurry() {
      isHurried = true
      wake()
    },
  }
}
