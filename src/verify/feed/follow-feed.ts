/**
 * Keeps an answer of the feed open, and opens the next when it ends. While the issuer is away it tries again, later each
 * time and not at the same moment as all others. A process that verifies nothing for some minutes stops following.
 */
import type { FeedClientParts } from './feed-parts.ts'
import type { FeedState } from './feed-state.ts'
import { FeedFailure, fetchLines } from './fetch-lines.ts'
import { readLine } from './read-line.ts'

export interface FeedFollower {
  /** Resolves once everything was read for the first time. */
  readonly begun: Promise<void>
  /** Something was verified. */
  used(): void
  /** Nothing stops it but its end. */
  pin(): void
}

interface Following {
  readonly state: FeedState
  readonly ask: () => Promise<void>
  readonly elapsed: () => number
  readonly signal: AbortSignal
}

/** In seconds. */
const wait = 25
/** In ms. */
const firstPause = 100
const longestPause = 5000
const shortAnswer = 1000

export function createFollower(parts: FeedClientParts, following: Following): FeedFollower {
  const { timer, random, report, allowance, idleAfter } = parts
  const { state, ask, elapsed, signal } = following
  const closed = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
  // Not `Promise.withResolvers`, which Node 20 does not have.
  let resolveBegun = () => {}
  const begun = new Promise<void>((resolve, reject) => {
    resolveBegun = resolve
    closed.then(() => reject(new FeedFailure('closed')))
  })
  let usedAt = elapsed()
  let isPinned = false
  let failures = 0
  let wake = () => {}

  const isIdle = () => !isPinned && elapsed() - usedAt > idleAfter
  const rest = (milliseconds: number) => pause(timer, milliseconds, signal)
  const sleep = () =>
    new Promise<void>(resolve => {
      wake = resolve
    })
  const step = async () => {
    if (state.cursor === undefined) await ask()
    resolveBegun()
    // Each use asks by itself.
    if (allowance === 0) return await closed
    const startedAt = elapsed()
    await readOpenAnswer(parts, following, () => {
      failures = 0
      report(undefined)
    })
    // An issuer that is about to stop sends everyone away at once.
    if (elapsed() - startedAt < shortAnswer) await rest(firstPause * (1 + random()))
  }
  const run = async () => {
    while (!signal.aborted) {
      if (isIdle()) await sleep()
      try {
        await step()
      } catch (error) {
        if (signal.aborted) return
        report(error instanceof FeedFailure ? error.reason : 'fault')
        failures += 1
        await rest(Math.min(longestPause, firstPause * 2 ** Math.min(failures, 10)) * (0.5 + random() / 2))
      }
    }
  }
  begun.catch(() => {})
  closed.then(() => wake())
  void run()

  return {
    begun,
    used() {
      usedAt = elapsed()
      wake()
    },
    pin() {
      isPinned = true
      wake()
    },
  }
}

/** Returns when it has ended as it should. What it says after everything was replaced is of the past. */
async function readOpenAnswer(
  parts: FeedClientParts,
  { state, ask, elapsed, signal }: Following,
  onBegin: () => void,
): Promise<void> {
  const { fetch, timer, url, token } = parts
  const { cursor, generation } = state
  const startedAt = elapsed()
  let isFirst = true
  for await (const text of fetchLines(fetch, timer, { url, token, cursor, wait, signal })) {
    if (state.generation !== generation) return
    const line = readLine(text)
    if (line === undefined) throw new FeedFailure('bad_line')
    // It is a walk of pages: the question has them one after the other.
    if (line.reset === true || line.more === true) return await ask()
    state.take(line, startedAt, isFirst)
    if (isFirst) onBegin()
    isFirst = false
  }
}

function pause(timer: FeedClientParts['timer'], milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const cancel = timer.after(milliseconds, done)
    function done() {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done, { once: true })
  })
}
