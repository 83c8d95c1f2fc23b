/**
 * Follows the revocation feed of an issuer: one answer that stays open, where the runtime lets it, and a question of its own
 * whenever what is known is older than the allowance. It knows how old its knowledge is, and refuses when it cannot know
 * (fail closed); once the issuer is back, it has caught up before it says that it is fresh. Nothing of Node is used here.
 */
import type { Timer } from '../../ports/timer.ts'
import { type AuthError, problem } from '../../problems.ts'
import type { FeedLine } from '../../sessions/feed-wire.ts'
import type { FeedClientParts } from './feed-parts.ts'
import { createFeedQuestions } from './feed-questions.ts'
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
  /** Asks ahead, where what is known is older than half of the allowance. Throws `revocations_unavailable`. */
  refresh(): Promise<void>
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
/** Where nothing is followed: of a question of another request, which may have ended with it. */
const lostAfter = 1000

export function createFeedClient(parts: FeedClientParts): FeedClient {
  const { clock, timer, allowance } = parts
  const elapsed = () => clock.elapsed?.() ?? clock.now()
  const state = createFeedState(elapsed)
  const closing = new AbortController()
  let [failedAt, askedAgainAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]

  const isFollowed = parts.follow === 'stream'
  const questions = createFeedQuestions({
    async call(moved) {
      const begun = state.beginWalk()
      try {
        state.takeWalk(await walk(parts, state.cursor, { elapsed, moved, signal: closing.signal }), begun)
        parts.report(undefined)
      } catch (error) {
        failedAt = elapsed()
        throw error
      }
    },
    elapsed,
    timer,
    lostAfter: isFollowed ? undefined : lostAfter,
    waitUntil: parts.waitUntil,
  })
  const isKnown = () => state.asOf > Number.NEGATIVE_INFINITY
  const isYounger = (than: number) => allowance > 0 && elapsed() - state.asOf <= than
  const isFresh = () => isYounger(allowance)
  /** `isEnough`: what an earlier question brings may do. */
  const ask = async (isEnough = () => false) => {
    if (closing.signal.aborted) throw unavailable('closed')
    // An issuer that refuses at once is not asked by each request.
    if (elapsed() - failedAt < pauseAfterFailure) throw unavailable('away')
    const milliseconds = isKnown() ? patience : patienceAtStart
    await inTime(timer, milliseconds, isOver => questions.ask(() => isOver() || isEnough()))
  }
  const follower = isFollowed
    ? createFollower(parts, { state, ask: questions.ask, elapsed, signal: closing.signal })
    : undefined

  return {
    state,
    async ready() {
      follower?.used()
      if (isKnown()) return
      await (follower === undefined ? ask(isKnown) : inTime(timer, patienceAtStart, () => follower.begun))
    },
    async ensureFresh() {
      follower?.used()
      if (isFresh()) return
      const needed = elapsed() - allowance
      await ask(isFresh)
      if (state.asOf < needed) throw unavailable('issuer_behind')
    },
    requireFresh() {
      follower?.used()
      if (isFresh()) return
      if (elapsed() - failedAt >= pauseAfterFailure && !closing.signal.aborted) questions.ask().catch(() => {})
      throw unavailable('stale')
    },
    async refresh() {
      follower?.used()
      const isYoung = () => isYounger(allowance / 2)
      if (!isYoung()) await ask(isYoung)
    },
    async askAgain() {
      if (elapsed() - askedAgainAt < pauseBetweenAgain) return
      askedAgainAt = elapsed()
      await ask()
    },
    keepFollowing: () => follower?.pin(),
    close: () => closing.abort(),
  }
}

interface Walking {
  readonly elapsed: () => number
  readonly moved: () => void
  readonly signal: AbortSignal
}

/** Page by page, until the issuer says up to when it knows. */
async function walk(parts: FeedClientParts, from: string | undefined, walking: Walking) {
  const pages: WalkedPage[] = []
  let cursor = from
  for (;;) {
    const startedAt = walking.elapsed()
    const line = await askOnce(parts, cursor, walking)
    pages.push({ line, startedAt })
    if (line.more !== true && line.asOf !== undefined) return pages
    if (line.cursor === undefined || pages.length >= mostPages) throw new FeedFailure('bad_line')
    ;({ cursor } = line)
  }
}

async function askOnce(
  { fetch, timer, url, token }: FeedClientParts,
  cursor: string | undefined,
  { moved, signal }: Walking,
): Promise<FeedLine> {
  for await (const text of fetchLines(fetch, timer, { url, token, cursor, wait: 0, signal, moved })) {
    const line = readLine(text)
    if (line !== undefined) return line
    break
  }
  throw new FeedFailure('bad_line')
}

/** Whatever goes wrong, it is not known which tokens were revoked. */
async function inTime(
  timer: Timer,
  milliseconds: number,
  asking: (isOver: () => boolean) => Promise<void>,
): Promise<void> {
  let cancel = () => {}
  let isOver = false
  const silence = new Promise<never>((_, reject) => {
    cancel = timer.after(milliseconds, () => reject(unavailable('timeout')))
  })
  try {
    await Promise.race([asking(() => isOver), silence])
  } catch (cause) {
    throw cause instanceof FeedFailure ? unavailable(cause.reason, cause) : cause
  } finally {
    isOver = true
    cancel()
  }
}

function unavailable(reason: string, cause?: unknown): AuthError {
  return problem('revocations_unavailable', { reason, cause, headers: { 'Retry-After': '1' } })
}
