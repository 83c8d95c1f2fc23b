/**
 * Latchkey becomes the one that writes users. All users are compared first, beside the follower; then neither side's users
 * are written until the last changes are here, which takes a moment; then Latchkey is in charge. Whatever fails before that
 * goes back to following, and a run that was killed is gone on with by the next.
 *
 * It does not stop Django: the proxy has to send registrations, password and profile changes to Latchkey, which answers 409
 * until it is in charge. Two registrars with one key would give one id to two people.
 */
import { AdoptionError } from '../adoption-error.ts'
import { type AdoptionParts, type FollowedRound, isMissing } from '../parts.ts'
import type { AdoptionState } from '../state.ts'
import { type FollowMemory, followRound } from './follow-round.ts'
import { changeState, patienceMs, releaseWork, requireBegun, stopped, takeWork } from './hold-work.ts'
import { type AfterSwitch, readAfterSwitch } from './read-after-switch.ts'
import { rest } from './rest.ts'
import { surveyUsers } from './survey-users.ts'

export interface Switching {
  /** Passwords that change here are told to Django in its own format, so that a way back loses none. */
  readonly isRollbackReady: boolean
}

export interface Switched extends AfterSwitch {
  /** `already`: Latchkey was in charge, and only the spent tokens were read again. */
  readonly kind: 'switched' | 'already'
  readonly state: AdoptionState
  /** How long users could be written on neither side, in ms. */
  readonly stopMs: number
}

/**
 * Throws AdoptionError: `adoption_missing`, `adoption_other_place`, `adoption_phase`, `adoption_lagging`, `adoption_busy`,
 * `adoption_refused_users`, `adoption_stopped`.
 */
export async function switchAuthority(parts: AdoptionParts, switching: Switching): Promise<Switched> {
  const state = requireBegun(parts, await parts.store.state())
  switch (state.phase) {
    case 'copying':
    case 'finished':
      throw new AdoptionError(
        'adoption_phase',
        'Users are not all here yet.',
        'Copy and follow first: latchkey adopt django URL --follow',
      )
    case 'switched':
      await takeWork(parts)
      return await releasing(parts, async () => await goOn(parts, state, { kind: 'already', stopMs: 0 }))
    case 'following':
    case 'switching':
      return await releasing(parts, async () => await switchNow(parts, state, switching))
  }
}

async function switchNow(parts: AdoptionParts, state: AdoptionState, switching: Switching): Promise<Switched> {
  if (state.phase === 'following') await waitForFollower(parts)
  const memory = await surveyUsers(parts, state.spentTo)
  if (parts.signal?.aborted === true) throw stopped()
  if (state.phase === 'following') {
    await waitForFollower(parts)
    await stopWrites(parts)
  } else await takeWork(parts)
  const began = parts.clock.now()
  const switched = await takeCharge(parts, memory, switching)
  return await goOn(parts, switched, { kind: 'switched', stopMs: parts.clock.now() - began })
}

const mostLagMs = 1000
const followerPatienceMs = 15_000
/** A round over millions of users on a busy machine takes longer than a second. */
const longestRoundMs = 5000

/**
 * The follower writes after each round up to when both sides were the same. It keeps up if that is less than a second ago, or
 * if a round has ended just now, however long it took.
 */
async function waitForFollower(parts: AdoptionParts): Promise<void> {
  const { store, clock } = parts
  const until = clock.now() + followerPatienceMs
  for (let first: number | undefined; ; ) {
    const state = requireBegun(parts, await store.state())
    first ??= state.followedAt
    const lag = lagOf(state, clock.now())
    if (lag !== undefined && lag < (state.followedAt === first ? mostLagMs : longestRoundMs)) return
    if (clock.now() >= until) throw lagging(lag)
    await rest(parts, 50)
    if (parts.signal?.aborted === true) throw stopped()
  }
}

export function lagOf({ followedAt }: AdoptionState, now: number): number | undefined {
  return followedAt === undefined ? undefined : Math.max(0, now - followedAt)
}

function lagging(lag: number | undefined): AdoptionError {
  const what =
    lag === undefined ? 'No follower has run since the copy.' : `The follower is ${Math.round(lag / 1000)} s behind.`
  return new AdoptionError('adoption_lagging', what, [
    'Let it run in another terminal, and switch then: latchkey adopt django URL --follow',
    'It must have less than a second to catch up.',
  ])
}

/** Takes the work from the follower: what it still wanted to write is refused from here on. */
async function stopWrites(parts: AdoptionParts): Promise<void> {
  const { store, clock, worker } = parts
  const state = requireBegun(parts, await store.state())
  const now = clock.now()
  const next: AdoptionState = {
    ...state,
    phase: 'switching',
    since: now,
    worker: { id: worker, until: now + patienceMs },
  }
  if (await store.setState('following', next)) return
  throw new AdoptionError('adoption_busy', 'Another process has begun just now.', 'See: latchkey adopt status')
}

const mostRounds = 4

async function takeCharge(
  parts: AdoptionParts,
  memory: FollowMemory,
  { isRollbackReady }: Switching,
): Promise<AdoptionState> {
  try {
    await bringOverTheRest(parts, memory)
    if (parts.signal?.aborted === true) throw stopped()
    return await changeState(parts, state => ({
      ...state,
      phase: 'switched',
      since: parts.clock.now(),
      isRollbackReady: isRollbackReady || state.isRollbackReady,
    }))
  } catch (error) {
    // If this fails too, the next run goes on from `switching`.
    await changeState(parts, state => ({ ...state, phase: 'following', since: parts.clock.now() })).catch(
      () => undefined,
    )
    throw error
  }
}

/** What Django had begun before the proxy sent writers elsewhere is there after a moment. */
async function bringOverTheRest(parts: AdoptionParts, memory: FollowMemory): Promise<void> {
  for (let count = 1; ; count += 1) {
    const round = await followRound(parts, memory)
    if (round.refused.some(isMissing)) throw refusedUsers(round)
    if (count === mostRounds || round.created + round.changed + round.deleted === 0) return
  }
}

const mostNamed = 20

function refusedUsers(round: FollowedRound): AdoptionError {
  const refused = round.refused.filter(isMissing)
  const named = refused.slice(0, mostNamed).map(({ id, reason }) => `  id ${id}: ${reason}`)
  return new AdoptionError(
    'adoption_refused_users',
    [`${refused.length} users of Django cannot be written here:`, ...named],
    'Settle them at Django, or see what the check says: latchkey adopt django URL --check',
  )
}

async function goOn(
  parts: AdoptionParts,
  state: AdoptionState,
  so: Pick<Switched, 'kind' | 'stopMs'>,
): Promise<Switched> {
  return { ...so, state, ...(await readAfterSwitch(parts, state)) }
}

async function releasing<T>(parts: AdoptionParts, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    await releaseWork(parts).catch(() => undefined)
  }
}
