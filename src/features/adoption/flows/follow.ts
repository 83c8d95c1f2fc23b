/**
 * Follows Django until it is asked to stop, or Latchkey is in charge. Either database may be away for a while: nothing is
 * lost by it, as each round compares digests.
 */

import { DjangoUnavailable } from '../django-database.ts'
import type { AdoptionParts } from '../parts.ts'
import type { AdoptionState } from '../state.ts'
import { WorkLost } from '../store.ts'
import { type FollowMemory, followRound } from './follow-round.ts'
import { patienceMs, releaseWork, takeWork } from './hold-work.ts'
import { rest } from './rest.ts'

export type FollowEnd =
  /** It was asked to. */
  | 'stopped'
  /** Latchkey is in charge. */
  | 'switched'
  /** The copy was given up. */
  | 'aborted'
  /** Another process follows. */
  | 'taken'

export interface Following {
  readonly memory: FollowMemory
  /** How long between the beginnings of two rounds, in ms. */
  readonly everyMs: number
  /** Whether an error of Latchkey's own store means that it cannot be reached now. */
  readonly isUnavailable: (error: unknown) => boolean
}

/** Throws what no later round could mend: DjangoSchemaError, AdoptionError, programmers' mistakes. */
export async function follow(parts: AdoptionParts, following: Following): Promise<FollowEnd> {
  await takeWork(parts)
  try {
    await waitForUsersToBeTold(parts)
    return await runRounds(parts, following)
  } finally {
    // A store that is away keeps the work with this process for some seconds: no harm.
    await releaseWork(parts).catch(() => undefined)
  }
}

async function runRounds(parts: AdoptionParts, following: Following): Promise<FollowEnd> {
  const { clock } = parts
  const outage = createOutage(parts)
  while (!isStopped(parts)) {
    const began = clock.now()
    const outcome = await tryRound(parts, following)
    if (outcome.kind === 'lost') {
      const end = await waitAfterLoss(parts)
      if (end !== 'again') return end
      following.memory.digests = undefined
      continue
    }
    outage.note(outcome.kind === 'away' ? outcome.error : undefined)
    await rest(parts, Math.max(0, following.everyMs - (clock.now() - began)))
  }
  return 'stopped'
}

function isStopped({ signal }: Pick<AdoptionParts, 'signal'>): boolean {
  return signal?.aborted === true
}

type Outcome = { readonly kind: 'followed' | 'lost' } | { readonly kind: 'away'; readonly error: unknown }

async function tryRound(parts: AdoptionParts, { memory, isUnavailable }: Following): Promise<Outcome> {
  try {
    // A switch that is under way takes the last changes itself.
    if ((await parts.store.state())?.phase !== 'following') return { kind: 'lost' }
    parts.report.followed(await followRound(parts, memory))
    return { kind: 'followed' }
  } catch (error) {
    if (error instanceof WorkLost) return { kind: 'lost' }
    if (error instanceof DjangoUnavailable || isUnavailable(error)) return { kind: 'away', error }
    throw error
  }
}

/** Says once that a database is away, and once that it is there again. */
function createOutage({ report, clock }: Pick<AdoptionParts, 'report' | 'clock'>) {
  let since: number | undefined
  return {
    note(error: unknown) {
      if (error === undefined) {
        if (since !== undefined)
          report.remark(`It is there again, after ${Math.round((clock.now() - since) / 1000)} s.`)
        since = undefined
        return
      }
      if (since !== undefined) return
      since = clock.now()
      const whose = error instanceof DjangoUnavailable ? "Django's" : "Latchkey's"
      report.remark(`${whose} database cannot be reached. Trying again every second.`)
    },
  }
}

/** A switch that fails gives the work back, so it is waited for. */
async function waitAfterLoss(parts: AdoptionParts): Promise<FollowEnd | 'again'> {
  let wasSaid = false
  while (!isStopped(parts)) {
    const state = await parts.store.state()
    const end = endOf(state)
    if (end !== undefined) return end
    if (state?.phase === 'following') {
      if (isHeldByOther(parts, state)) return 'taken'
      await takeWork(parts)
      return 'again'
    }
    if (!wasSaid) parts.report.remark('A switch is under way.')
    wasSaid = true
    await rest(parts, 250)
  }
  return 'stopped'
}

function endOf(state: AdoptionState | undefined): FollowEnd | undefined {
  if (state === undefined) return 'aborted'
  return state.phase === 'switched' || state.phase === 'finished' ? 'switched' : undefined
}

function isHeldByOther({ worker, clock }: AdoptionParts, state: AdoptionState): boolean {
  return state.worker !== undefined && state.worker.id !== worker && state.worker.until > clock.now()
}

/**
 * After a way back, a server tells Django the last changes of users. Following them before that would undo them here.
 */
async function waitForUsersToBeTold(parts: AdoptionParts): Promise<void> {
  const { store, report, clock, worker } = parts
  let wasSaid = false
  while (!isStopped(parts) && (await hasUserJobs(parts))) {
    if (!wasSaid) report.remark('Django has not heard of all accounts yet: a running server tells it. Waiting.')
    wasSaid = true
    await store.takeWork(worker, clock.now(), clock.now() + patienceMs)
    await rest(parts, 1000)
  }
}

async function hasUserJobs({ store }: Pick<AdoptionParts, 'store'>): Promise<boolean> {
  return (await store.jobs(1000)).some(({ kind }) => kind === 'user')
}
