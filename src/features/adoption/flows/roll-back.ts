/** Django becomes the one that writes users again, once it has heard of all that happened here. */
import { AdoptionError } from '../adoption-error.ts'
import type { AdoptionParts } from '../parts.ts'
import type { AdoptionState } from '../state.ts'
import { walkUsers } from './compare-users.ts'
import { requireBegun } from './hold-work.ts'

export interface RollingBack {
  /** Also where passwords are lost by it. */
  readonly isConfirmed: boolean
}

export interface RolledBack {
  readonly kind: 'rolled back' | 'already'
  readonly state: AdoptionState
  /** Users who have to ask for a new password: Django has none of them. */
  readonly lostPasswords: number
}

/** Throws AdoptionError: `adoption_missing`, `adoption_other_place`, `adoption_phase`, `adoption_backlog`, `adoption_passwords`. */
export async function rollBack(parts: AdoptionParts, { isConfirmed }: RollingBack): Promise<RolledBack> {
  const { store, clock } = parts
  const state = requireBegun(parts, await store.state())
  if (state.phase === 'following') return { kind: 'already', state, lostPasswords: 0 }
  if (state.phase !== 'switched') throw notSwitched(state)
  await requireToldAll(parts)
  const lostPasswords = await countLostPasswords(parts)
  if (lostPasswords > 0 && !isConfirmed) throw passwordsLost(lostPasswords, state)
  await requireToldAll(parts)
  const next: AdoptionState = {
    ...state,
    phase: 'following',
    since: clock.now(),
    copiedAt: undefined,
    followedAt: undefined,
    worker: undefined,
  }
  if (!(await store.setState('switched', next))) throw notSwitched(await store.state())
  return { kind: 'rolled back', state: next, lostPasswords }
}

export async function requireToldAll({ store }: Pick<AdoptionParts, 'store'>): Promise<void> {
  const { count } = await store.backlog()
  if (count === 0) return
  throw new AdoptionError(
    'adoption_backlog',
    `Django has not heard of ${count} changes yet.`,
    'A running server tells it: wait, and see: latchkey adopt status',
  )
}

/** Django has `!` where Latchkey has a hash that can be logged in with. */
async function countLostPasswords(parts: AdoptionParts): Promise<number> {
  return await parts.django.snapshot(async reader => {
    let lost = 0
    for await (const { there, here, done } of walkUsers(reader, parts.store)) {
      const usable = new Set(here.filter(({ password }) => isUsable(password.reveal())).map(({ id }) => id))
      lost += there.filter(({ id, password }) => usable.has(id) && !isUsable(password.reveal())).length
      parts.report.progress('comparing users', done)
    }
    return lost
  })
}

function isUsable(stored: string): boolean {
  return stored !== '' && !stored.startsWith('!')
}

function passwordsLost(count: number, { isRollbackReady }: AdoptionState): AdoptionError {
  return new AdoptionError(
    'adoption_passwords',
    `${count} users have a password here that Django does not have: they would have to ask for a new one.`,
    [
      ...(isRollbackReady === true ? [] : ['A switch with --rollback-ready tells Django passwords in its own format.']),
      'To go back all the same: latchkey adopt rollback --yes',
    ],
  )
}

function notSwitched(state: AdoptionState | undefined): AdoptionError {
  return new AdoptionError(
    'adoption_phase',
    `There is no switch to go back from: the phase is ${state?.phase ?? 'none'}.`,
    'See: latchkey adopt status',
  )
}
