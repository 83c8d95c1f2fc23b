/**
 * Follows the revocation feed of an issuer: one answer that stays open, and a question of its own whenever what is known is
 * older than the allowance. It knows how old its knowledge is, and refuses when it cannot know (fail closed); once the
 * issuer is back, it has caught up before it says that it is fresh. Nothing of Node is used here.
 */
import type { Timer } from '../../ports/timer.ts'
import { type AuthError, problem } from '../../problems.ts'
import type { FeedLine } from '../../sessions/feed-wire.ts'
import type { FeedClientParts } from './feed-parts.ts'
import { createFeedState, type FeedState, type WalkedPage } from './feed-state.ts'
import { FeedFailure, fetchLines } from './fetch-lines.ts'
import { createFollower } from './follow-feed.ts'
import { readLine } from './read-line.ts'

export interface FeedClient {
  readonly state: FeedState
  /** Resolves once revocations are known. Throws `revocations_unavailable` where the issuer does not answer for ten seconds. */
  ready(): Promise<void>
  /** Ensures that what is known is no older than the allowance. Throws `revocations_unavailable`. */
  ensureFresh(): Promise<void>
  /** The same, without waiting: throws where it would have to ask. */
  requireFresh(): void
  /** Asks once more, as something is missing that may be new; at most once a second. Throws `revocations_unavailable`. */
  askAgain(): Promise<void>
  /** It is used by those who cannot wait: it is followed without an end. */
  keepFollowing(): void
  close(): void
}

/** In ms. */
const patience = 2000
const patienceAtStart = 10_000
const pauseAfterFailure = 250
const pauseBetweenAgain = 1000
const mostPages = 1000

export function createFeedClient(parts: FeedClientParts): FeedClient {
  const { clock, timer, allowance } = parts
  const elapsed = () => clock.elapsed?.() ?? clock.now()
  const state = createFeedState(elapsed)
  const closing = new AbortController()
  let failedAt = Number.NEGATIVE_INFINITY
  let askedAgainAt = Number.NEGATIVE_INFINITY

  const ask = shareNext(async () => {
    try {
      state.takeWalk(await walk(parts, state.cursor, { elapsed, signal: closing.signal }))
      parts.report(undefined)
    } catch (error) {
      failedAt = elapsed()
      throw error
    }
  })
  const follower = createFollower(parts, { state, ask, elapsed, signal: closing.signal })
  const isFresh = () => allowance > 0 && elapsed() - state.asOf <= allowance
  const askInTime = async (milliseconds: number) => {
    if (closing.signal.aborted) throw unavailable('closed')
    // An issuer that refuses at once is not asked by each request.
    if (elapsed() - failedAt < pauseAfterFailure) throw unavailable('away')
    await inTime(timer, milliseconds, ask())
  }

  return {
    state,
    async ready() {
      follower.used()
      if (state.asOf > Number.NEGATIVE_INFINITY) return
      await inTime(timer, patienceAtStart, follower.begun)
    },
    async ensureFresh() {
      follower.used()
      if (isFresh()) return
      const needed = elapsed() - allowance
      await askInTime(state.asOf === Number.NEGATIVE_INFINITY ? patienceAtStart : patience)
      if (state.asOf < needed) throw unavailable('issuer_behind')
    },
    requireFresh() {
      follower.used()
      if (isFresh()) return
      if (elapsed() - failedAt >= pauseAfterFailure && !closing.signal.aborted) ask().catch(() => {})
      throw unavailable('stale')
    },
    async askAgain() {
      if (elapsed() - askedAgainAt < pauseBetweenAgain) return
      askedAgainAt = elapsed()
      await askInTime(patience)
    },
    keepFollowing: follower.pin,
    close: () => closing.abort(),
  }
}

/** One question at a time, and none that had begun before the caller asked: all that wait meanwhile share the next one. */
function shareNext(call: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> = Promise.resolve()
  let gathering: Promise<void> | undefined
  const begin = async (before: Promise<void>) => {
    await before.catch(() => {})
    gathering = undefined
    await call()
  }
  return () => {
    gathering ??= current = begin(current)
    return gathering
  }
}

interface Walking {
  readonly elapsed: () => number
  readonly signal: AbortSignal
}

/** Page by page, until the issuer says up to when it knows. */
async function walk(parts: FeedClientParts, from: string | undefined, { elapsed, signal }: Walking) {
  const pages: WalkedPage[] = []
  let cursor = from
  for (;;) {
    const startedAt = elapsed()
    const line = await askOnce(parts, cursor, signal)
    pages.push({ line, startedAt })
    if (line.more !== true && line.asOf !== undefined) return pages
    if (line.cursor === undefined || pages.length >= mostPages) throw new FeedFailure('bad_line')
    ;({ cursor } = line)
  }
}

async function askOnce(parts: FeedClientParts, cursor: string | undefined, signal: AbortSignal): Promise<FeedLine> {
  const { fetch, timer, url, token } = parts
  for await (const text of fetchLines(fetch, timer, { url, token, cursor, wait: 0, signal })) {
    const line = readLine(text)
    if (line !== undefined) return line
    break
  }
  throw new FeedFailure('bad_line')
}

/** Whatever goes wrong, it is not known which tokens were revoked. */
async function inTime(timer: Timer, milliseconds: number, asking: Promise<void>): Promise<void> {
  let cancel = () => {}
  const silence = new Promise<never>((_, reject) => {
    cancel = timer.after(milliseconds, () => reject(unavailable('timeout')))
  })
  try {
    await Promise.race([asking, silence])
  } catch (cause) {
    throw cause instanceof FeedFailure ? unavailable(cause.reason, cause) : cause
  } finally {
    cancel()
  }
}

function unavailable(reason: string, cause?: unknown): AuthError {
  return problem('revocations_unavailable', { reason, cause, headers: { 'Retry-After': '1' } })
}
