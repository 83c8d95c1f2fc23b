/** Implements the port AdoptionStore. */
import type { AdoptionState } from '../../features/adoption/state.ts'
import { isBridged, isDjangoInCharge } from '../../features/adoption/state.ts'
import type { AdoptedChanges, AdoptionStore, AppliedChanges } from '../../features/adoption/store.ts'
import { WorkLost } from '../../features/adoption/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { adoptAccounts } from './adopt-accounts.ts'
import { adoptGroups } from './adopt-groups.ts'
import type { AdoptionTriggers } from './adoption-statements.ts'
import { ConstraintError } from './constraint-error.ts'
import { passing } from './pass-adoption.ts'
import type { Rules, Runner, Steps, Tx } from './transaction.ts'

export function createAdoptionStore({ read, browse, write }: Runner): AdoptionStore {
  return {
    state: () => read(tx => tx.adoptionState()),
    setState: (from, to, worker) => write(tx => setState(tx, from, to, worker)),
    takeWork: (worker, now, until) => write(tx => takeWork(tx, worker, now, until)),
    apply: changes => applyAll(write, changes),
    applyGroups: (groups, now, worker) => write(tx => adopting(tx, worker, () => adoptGroups(tx, groups, now))),
    usersBetween: (range, limit) => browse(tx => tx.listAdopted(range, limit)),
    groups: () => browse(tx => tx.listGroups()),
    countUsers: () => browse(tx => tx.countAccounts()),
    spend: tokens => write(tx => passing(tx, () => tx.spendTokens(tokens))),
    async raiseIdsAbove(id) {
      requireSafeId(id)
      await write(tx => tx.raiseUserIds(id))
    },
    jobs: limit => read(tx => tx.listAdoptionJobs(limit)),
    dropJobs: ids => write(tx => tx.dropAdoptionJobs(ids)),
    backlog: () => read(tx => tx.countAdoptionJobs()),
  }
}

/** Which triggers a state asks for. */
export function triggersOf(state: AdoptionState | undefined, { hasTokenIds, rotationSpends }: Rules): AdoptionTriggers {
  const isOn = isBridged(state)
  return {
    notesTokens: isOn && hasTokenIds,
    notesRotations: isOn && rotationSpends,
    notesUsers: state?.phase === 'switched',
    refuses: isDjangoInCharge(state),
  }
}

function* setState(
  tx: Tx,
  from: AdoptionState['phase'] | undefined,
  to: AdoptionState | undefined,
  worker: string | undefined,
): Steps<boolean> {
  const state = yield* tx.lockAdoption()
  if (state?.phase !== from || (worker !== undefined && state?.worker?.id !== worker)) return false
  yield* tx.writeAdoption(to)
  yield* tx.alignAdoptionTriggers(triggersOf(to, tx.rules))
  if (!isBridged(to)) yield* tx.dropAllAdoptionJobs()
  return true
}

function* takeWork(tx: Tx, id: string, now: number, until: number): Steps<boolean> {
  const state = yield* tx.lockAdoption()
  if (state === undefined) return false
  const { worker } = state
  if (worker !== undefined && worker.id !== id && worker.until > now) return false
  yield* tx.writeAdoption({ ...state, worker: { id, until } })
  return true
}

/**
 * What Django has is written while Django is in charge, and by the process that has the work. The one that has switched
 * writes the newcomers whom Django took in at the last moment.
 */
function* adopting<T>(tx: Tx, worker: string | undefined, work: () => Steps<T>): Steps<T> {
  const state = yield* tx.lockAdoption()
  const isLast = worker !== undefined && state?.phase === 'switched'
  if (!isDjangoInCharge(state) && !isLast) throw new WorkLost('accounts are not kept by Django here')
  if (worker !== undefined && state?.worker?.id !== worker) throw new WorkLost('another process has the work')
  return yield* passing(tx, work)
}

/**
 * A deferred key of the application is looked at when the transaction ends, and nothing says whose it was: then each
 * deletion is tried alone.
 */
async function applyAll(write: Runner['write'], changes: AdoptedChanges): Promise<AppliedChanges> {
  for (const { id } of changes.put) requireSafeId(id)
  const apply = (some: AdoptedChanges, kept: readonly UserId[] = []) =>
    write(tx => adopting(tx, changes.worker, () => adoptAccounts(tx, some, kept)))
  try {
    return await apply(changes)
  } catch (error) {
    if (!isInUse(error) || changes.gone.length === 0) throw error
  }
  const deletions: AppliedChanges[] = []
  for (const id of changes.gone) {
    const one = (kept: readonly UserId[]) => apply({ ...changes, put: [], gone: [id] }, kept)
    deletions.push(await one([]).catch(error => (isInUse(error) ? one([id]) : Promise.reject(error))))
  }
  return [...deletions, await apply({ ...changes, gone: [] })].reduce(sum)
}

/** The next number would be one that JavaScript rounds, and two accounts would look like one. */
function requireSafeId(id: UserId): void {
  if (typeof id === 'string' || Number.isSafeInteger(id + 1)) return
  throw new RangeError(`the id ${id} of an account is too large: numbers from 2^53 on are not exact`)
}

function isInUse(error: unknown): boolean {
  return error instanceof ConstraintError && error.rule === 'foreign_key'
}

function sum(some: AppliedChanges, others: AppliedChanges): AppliedChanges {
  return {
    created: some.created + others.created,
    changed: some.changed + others.changed,
    deleted: some.deleted + others.deleted,
    ended: some.ended + others.ended,
    refused: [...some.refused, ...others.refused],
  }
}
