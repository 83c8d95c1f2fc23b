/**
 * One timer for all that wait: it looks whether keys changed and whether another process committed, and four times a second
 * it reads the log, so that a quiet line says that nothing happened. Nothing ticks while no one waits.
 */
import type { Needs } from '../../system.ts'
import { keysOf } from './shown-keys.ts'

export interface Pulse {
  readonly waiting: number
  /** Nothing is waited for any more. */
  readonly isOver: boolean
  /** Counts one that waits. Returns how it leaves. */
  join(): () => void
  /** Resolves at the next news or beat; at once when it is over. */
  next(): Promise<void>
  wake(): void
  end(): void
}

/** In ms. Where the store tells for nothing whether another process committed, it is asked so often. */
const tick = 50
const ticksOfBeat = 5

type Parts = Needs<'timer' | 'keyring' | 'signingKeys' | 'settings' | 'revocations'>

export function createPulse(parts: Parts, look: () => Promise<void>): Pulse {
  const { timer, settings, revocations } = parts
  let waiting = 0
  let isOver = false
  let cancel: (() => void) | undefined
  let news = Promise.withResolvers<void>()
  let keys = ''

  const wake = () => {
    const woken = news
    news = Promise.withResolvers()
    woken.resolve()
  }
  /** A store that is away is told by what a line says of its age. */
  const beat = () => look().catch(() => {})
  const run = (count: number) => {
    cancel = timer.after(tick, () => {
      if (waiting === 0 || isOver) {
        cancel = undefined
        return
      }
      const shown = JSON.stringify(keysOf(parts))
      if (shown !== keys) wake()
      keys = shown
      if (count % ticksOfBeat === 0) void beat().then(wake)
      else if (settings.revocationAllowance > 0) void revocations.ensureFresh().catch(() => {})
      run(count + 1)
    })
  }

  return {
    get waiting() {
      return waiting
    },
    get isOver() {
      return isOver
    },
    join() {
      waiting += 1
      if (cancel === undefined && !isOver) {
        keys = JSON.stringify(keysOf(parts))
        run(1)
      }
      let isHere = true
      return () => {
        if (isHere) waiting -= 1
        isHere = false
      }
    },
    next: () => (isOver ? Promise.resolve() : news.promise),
    wake,
    end() {
      isOver = true
      cancel?.()
      cancel = undefined
      wake()
    },
  }
}
