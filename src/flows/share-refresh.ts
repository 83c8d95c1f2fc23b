/**
 * One exchange for all who come with the same refresh token at once, whichever process they come to: the first takes the lease of the
 * token and exchanges it, the others wait and are told what it was told. Where the lease cannot be had each exchanges by itself, which
 * `refreshGrace` forgives. Trusts nothing but the token: a lease is written for one that was signed here, so that forged ones write
 * nothing (denial of service), and the answer is sealed for who has the token.
 */
import { encodeBase64url } from '../kernel/bytes.ts'
import { AuthError, problem } from '../problems.ts'
import type { LeaseState, RefreshLease } from '../sessions/refresh-leases.ts'
import type { Needs } from '../system.ts'
import { digestOf, openAnswer, type RefreshAnswer, sealAnswer } from './refresh-answer.ts'

type Parts = Needs<'settings' | 'clock' | 'timer' | 'random' | 'events' | 'tokens' | 'refreshLeases'>

export interface SharedAnswer extends RefreshAnswer {
  /** Of an exchange that another process began. */
  readonly isShared: boolean
  /** How long others may have the same, in ms. */
  readonly goodFor: number
}

export interface PresentedHere {
  readonly token: string
  /** Answers of one place are of no use at another: the path at which the endpoints are mounted. */
  readonly place: string
}

/** A process that dies is late after this, in ms. One that is at work says so in time. */
const turnMs = 3000
const beatMs = 1000
/** How long an answer is kept: as long as `refreshGrace` is by default. */
const keptMs = 10_000
/** A limit of requests is over sooner than it was told. */
const throttledMs = 1000
/** A database that does not answer costs a request as much. */
const patienceMs = 15_000
const cutMs = 1000
const tellMs = 1000
const firstLookMs = 4
const longestLookMs = 50

/** Throws what `exchange` throws, and `store_unavailable`. */
export async function shareRefresh(
  system: Parts,
  presented: PresentedHere,
  exchange: () => Promise<RefreshAnswer>,
): Promise<SharedAnswer> {
  const alone = async () => ownOf(await exchange())
  if (!(await isLeased(system, presented.token))) return await alone()
  const holder = encodeBase64url(system.random.bytes(12))
  const lease = { digest: digestOf(presented), holder }
  const turn = await awaitTurn(system, lease)
  if (turn === 'refused') return await alone()
  if (turn !== 'taken') return open(system, presented, turn) ?? (await alone())
  return await exchangeForAll(system, presented, lease, exchange)
}

/** Where nothing is spent there is nothing to share. */
async function isLeased({ settings, tokens }: Parts, token: string): Promise<boolean> {
  if (!settings.rotateRefreshTokens) return false
  try {
    await tokens.read(token)
    return true
  } catch {
    // The exchange says why.
    return false
  }
}

type Answered = Extract<LeaseState, { readonly kind: 'answered' }>

/** `refused`: the store keeps no leases. */
async function awaitTurn(system: Parts, lease: RefreshLease): Promise<'taken' | 'refused' | Answered> {
  const { refreshLeases, clock } = system
  const deadline = elapsed(system) + patienceMs
  for (;;) {
    const claim = () => refreshLeases.claim(lease, { now: clock.now(), length: turnMs })
    const isTaken = await ask(system, () => unlessCut(system, claim))
    if (isTaken === undefined) return 'refused'
    if (isTaken) return 'taken'
    const state = await awaitAnswer(system, lease, deadline)
    if (state === undefined) return 'refused'
    if (state.kind === 'answered') return state
  }
}

/** A connection that was cut is found out at once, and the next one is good; its own turn a process gets once more. */
async function unlessCut<T>(system: Parts, claim: () => Promise<T>): Promise<T> {
  const began = elapsed(system)
  try {
    return await claim()
  } catch (error) {
    if (!(error instanceof AuthError) || elapsed(system) - began > cutMs) throw error
    return await claim()
  }
}

/** Until it is answered, or the turn ended without an answer. */
async function awaitAnswer(system: Parts, { digest }: RefreshLease, deadline: number): Promise<LeaseState | undefined> {
  const { refreshLeases, clock, timer } = system
  for (let wait = firstLookMs; ; wait = Math.min(longestLookMs, wait * 1.5)) {
    const state = await ask(system, () => refreshLeases.find(digest, clock.now()))
    if (state?.kind !== 'claimed') return state
    if (elapsed(system) > deadline)
      throw problem('store_unavailable', { reason: 'refresh_lease', headers: { 'Retry-After': '1' } })
    await new Promise<void>(resolve => timer.after(wait, resolve))
  }
}

async function exchangeForAll(
  system: Parts,
  presented: PresentedHere,
  lease: RefreshLease,
  exchange: () => Promise<RefreshAnswer>,
): Promise<SharedAnswer> {
  const endTurn = goOnWith(system, lease)
  let answer: RefreshAnswer
  try {
    answer = await exchange()
  } catch (error) {
    await endTurn()
    await leaveRefusal(system, presented, lease, error)
    throw error
  }
  await endTurn()
  const isLeft = await leave(system, presented, lease, answer, keptMs)
  if (isLeft !== false || answer.isFresh) return ownOf(answer)
  // This process stood still for seconds, and another took its turn: what that one was told counts.
  const state = await awaitAnswer(system, lease, elapsed(system) + turnMs).catch(() => undefined)
  return (state?.kind === 'answered' ? open(system, presented, state) : undefined) ?? ownOf(answer)
}

/** An exchange may wait for a signer longer than a turn lasts. Returns its end. */
function goOnWith(system: Parts, lease: RefreshLease): () => Promise<unknown> {
  const { refreshLeases, clock, timer } = system
  let beat: Promise<unknown> = Promise.resolve()
  let callOff = () => {}
  const plan = () => {
    callOff = timer.after(beatMs, () => {
      beat = tell(system, () => refreshLeases.extend(lease, { now: clock.now(), length: turnMs }))
      plan()
    })
  }
  plan()
  return () => {
    callOff()
    // One that is under way would begin the turn anew.
    return beat
  }
}

/** Of a limit the others are told as well. What cannot be known now the next may ask again. */
async function leaveRefusal(system: Parts, presented: PresentedHere, lease: RefreshLease, error: unknown) {
  const { refreshLeases, clock } = system
  if (error instanceof AuthError && error.code === 'throttled') {
    const retryAfter = error.headers['Retry-After'] ?? ''
    await leave(system, presented, lease, { retryAfter }, throttledMs)
  } else {
    await tell(system, () => refreshLeases.release(lease, clock.now()))
  }
}

async function leave(
  system: Parts,
  { token }: PresentedHere,
  lease: RefreshLease,
  answer: Parameters<typeof sealAnswer>[3],
  length: number,
): Promise<boolean | undefined> {
  const { refreshLeases, clock } = system
  const wins = 'isFresh' in answer && answer.isFresh
  const sealed = sealAnswer(system, token, lease.digest, answer)
  return await tell(system, () => refreshLeases.answer(lease, { now: clock.now(), length }, sealed, wins))
}

/** `undefined`: sealed under a key that these settings do not have. Throws `throttled`. */
function open(system: Parts, presented: PresentedHere, { answer, goodFor }: Answered): SharedAnswer | undefined {
  const found = openAnswer(system.settings, presented.token, digestOf(presented), answer)
  if (found === undefined) return undefined
  if ('isFresh' in found) return { ...found, isShared: true, goodFor }
  const headers = found.retryAfter === '' ? {} : { headers: { 'Retry-After': found.retryAfter } }
  throw problem('throttled', { reason: 'refresh_lease', ...headers })
}

function ownOf(answer: RefreshAnswer): SharedAnswer {
  return { ...answer, isShared: false, goodFor: keptMs }
}

/** `undefined`: the store keeps no leases, which is told. Throws where it is away: to exchange would be to wait for it once more. */
async function ask<T>(system: Parts, question: () => Promise<T>): Promise<T | undefined> {
  try {
    return await question()
  } catch (cause) {
    if (cause instanceof AuthError) throw cause
    system.events.emit({ name: 'refresh.lease_failed', data: { cause } })
    return undefined
  }
}

/** After the exchange: what it said is said, whatever becomes of the lease, and waits for it no longer than a moment. */
async function tell<T>(system: Parts, statement: () => Promise<T>): Promise<T | undefined> {
  const told = ask(system, statement).catch(() => undefined)
  const { promise: enough, resolve } = Promise.withResolvers<undefined>()
  const callOff = system.timer.after(tellMs, () => resolve(undefined))
  return await Promise.race([told, enough]).finally(callOff)
}

function elapsed({ clock }: Parts): number {
  return clock.elapsed?.() ?? clock.now()
}
