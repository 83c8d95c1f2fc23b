/**
 * Hears of revocations by other nodes: a hint of the store wakes the reader, and a poll stands behind it, as hints get
 * lost. Where the store tells by itself whether another process has committed, there is nothing to follow.
 */
import type { Timer } from '../ports/timer.ts'
import type { SessionStore } from './store.ts'

interface Parts {
  readonly store: Pick<SessionStore, 'changeMark' | 'watch'>
  readonly timer: Timer
  /** In ms: how old the index may get. */
  readonly allowance: number
  readonly catchUp: () => Promise<void>
}

export interface Follower {
  /** Once tokens are verified. Calling it again does nothing. */
  start(): void
  stop(): void
}

const longestPause = 250

export function followStore({ store, timer, allowance, catchUp }: Parts): Follower {
  let state: 'idle' | 'following' | 'over' = 'idle'
  let stopWatching = () => {}
  let cancelPoll = () => {}
  // Four times within the allowance, so that no request has to wait for a read.
  const pause = Math.min(longestPause, allowance / 4)

  /** A failure is told to the request that needs to know, by `ensureFresh`. */
  const read = () => catchUp().catch(() => {})
  const poll = async () => {
    await read()
    if (state === 'following') cancelPoll = timer.after(pause, poll)
  }

  return {
    start() {
      if (state !== 'idle' || store.changeMark !== undefined) return
      state = 'following'
      stopWatching = store.watch?.(() => void read()) ?? stopWatching
      // Without an allowance each request reads for itself.
      if (allowance > 0) cancelPoll = timer.after(pause, poll)
    },
    stop() {
      state = 'over'
      stopWatching()
      cancelPoll()
    },
  }
}
