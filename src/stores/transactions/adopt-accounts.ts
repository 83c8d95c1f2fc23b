/** Makes accounts the same as a Django project has them: what differs, and what follows from it. */
import { type AdoptedUser, rowMembers } from '../../features/adoption/adopted-user.ts'
import { isRehash } from '../../features/adoption/rehash.ts'
import type { AdoptedChanges, AppliedChanges } from '../../features/adoption/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AuditChanges } from '../../ports/audit.ts'
import { accountKey } from '../../users/login-key.ts'
import { changeGrants, grantDifferences } from './adopt-grants.ts'
import type { Pair } from './adopted-pair.ts'
import type { AccountRow, StoredAccount } from './adoption-statements.ts'
import { deleteUser } from './delete-user.ts'
import { type Action, audit, auditAll, endAllSessions, markAllStale, markStale } from './effects.ts'
import { followRename } from './follow-rename.ts'
import type { Doing } from './groups.ts'
import { voidLink } from './mail-links.ts'
import { settleSearch } from './settle-search.ts'
import type { Steps, Tx } from './transaction.ts'
import { forgetDevicesOf } from './trusted-devices.ts'

type Refused = AppliedChanges['refused'][number]

/** `kept`: a foreign key is known to refer to them. */
export function* adoptAccounts(
  tx: Tx,
  { put, gone, now, sameAt }: AdoptedChanges,
  kept: readonly UserId[] = [],
): Steps<AppliedChanges> {
  const doing: Doing = { now, by: { address: '', userAgent: '', actor: 'django' } }
  const removed = yield* removeGone(tx, gone, kept, doing)
  const pairs = yield* differing(tx, put)
  const { written, refused } = yield* freeLogins(tx, pairs)
  yield* writeAccounts(tx, written, now)
  yield* changeGrants(tx, written, doing)
  const ended = yield* followAll(tx, written, { ...doing, issuedUpTo: issuedBefore(tx, sameAt) })
  yield* settleSearch(tx, yield* tx.adoptedSearchBatch(written.length))
  const created = written.filter(({ before }) => before === undefined)
  yield* recordCreated(tx, created, doing)
  return {
    created: created.length,
    changed: written.length - created.length,
    deleted: removed.deleted,
    ended: removed.ended + ended,
    refused: [...removed.refused, ...refused],
  }
}

/** Those that are the same already are left out. */
function* differing(tx: Tx, put: readonly AdoptedUser[]): Steps<readonly Pair[]> {
  const found = new Map((yield* tx.findAdopted(put.map(({ id }) => id))).map(stored => [stored.user.id, stored]))
  return put.flatMap(after => {
    const before = found.get(after.id)
    const changes = before === undefined ? {} : differences(before.user, after)
    const grants = before === undefined ? [] : grantDifferences(before.user, after)
    if (before !== undefined && Object.keys(changes).length + grants.length === 0) return []
    return { before, after, key: accountKey(tx.rules.login, after), changes, grants }
  })
}

/** Of the row. A hash is named, and not shown. Fields that Django's project does not have are left as they are. */
function differences(before: AdoptedUser, after: AdoptedUser): AuditChanges {
  const changes: Record<string, readonly [unknown, unknown]> = {}
  for (const name of rowMembers) if (before[name] !== after[name]) changes[name] = [before[name], after[name]]
  for (const [name, value] of Object.entries(after.fields)) {
    if (before.fields[name] !== value) changes[name] = [before.fields[name] ?? null, value]
  }
  if (isNewHash(before, after)) changes.password = [null, null]
  return changes
}

function isNewHash(before: AdoptedUser, after: AdoptedUser): boolean {
  return before.password.reveal() !== after.password.reveal()
}

/**
 * Leaves out accounts whose login name another one has that keeps it. Of two that exchange their names none is left out, nor
 * one that gets the name of an account that gets another.
 */
function* freeLogins(tx: Tx, pairs: readonly Pair[]): Steps<{ written: readonly Pair[]; refused: readonly Refused[] }> {
  const moving = pairs.filter(
    ({ before, key }) => before === undefined || accountKey(tx.rules.login, before.user) !== key,
  )
  if (moving.length === 0) return { written: pairs, refused: [] }
  const holders = new Map((yield* tx.findKeyHolders(moving.map(({ key }) => key))).map(({ key, id }) => [key, id]))
  const taken = findTaken(moving, holders)
  const parked = moving.filter(pair => pair.before !== undefined && !taken.has(pair))
  if (parked.length > 0) yield* tx.parkLoginKeys(parked.map(({ after }) => after.id))
  return {
    written: pairs.filter(pair => !taken.has(pair)),
    refused: [...taken].map(({ after }) => ({ id: after.id, reason: 'login_taken' })),
  }
}

/** One that is left out keeps its name, which may leave out another. */
function findTaken(moving: readonly Pair[], holders: ReadonlyMap<string, UserId>): ReadonlySet<Pair> {
  const taken = new Set<Pair>()
  for (let before = -1; before < taken.size; ) {
    before = taken.size
    const going = moving.filter(pair => !taken.has(pair))
    const leaving = new Set(going.filter(pair => pair.before !== undefined).map(({ after }) => after.id))
    const next = new Map([...holders].filter(([, id]) => !leaving.has(id)))
    for (const pair of going) {
      const holder = next.get(pair.key)
      if (holder === undefined) next.set(pair.key, pair.after.id)
      else if (holder !== pair.after.id) taken.add(pair)
    }
  }
  return taken
}

function* writeAccounts(tx: Tx, pairs: readonly Pair[], now: number): Steps<void> {
  const created = pairs.filter(({ before }) => before === undefined)
  const changed = pairs.filter(({ changes }) => Object.keys(changes).length > 0)
  if (changed.length > 0) yield* tx.updateAccounts(changed.map(pair => rowOf(tx, pair, now)))
  if (created.length === 0) return
  const ids = created.map(({ after }) => after.id)
  yield* tx.insertAccounts(created.map(pair => rowOf(tx, pair, now)))
  // A token of the deleted account must not open the one that gets its id.
  for (const id of yield* tx.findDeletedUsers(ids)) yield* tx.setTokensNotBefore(id, now)
}

function rowOf({ rules }: Tx, { before, after, key }: Pair, now: number): AccountRow {
  const joinedAt = Date.parse(after.dateJoined)
  return {
    key,
    user: { ...after, fields: { ...before?.user.fields, ...after.fields } },
    provenAt: provenAt(before, after, before === undefined ? joinedAt : now),
    // As refuseEarlierTokens does.
    notBefore: rules.namesUsersBy === 'id' ? 0 : joinedAt,
  }
}

/** Django speaks for the owner of an address that is verified there. */
function provenAt(before: StoredAccount | undefined, after: AdoptedUser, now: number): number | undefined {
  const isSame = before?.user.email === after.email && before.user.emailVerified === after.emailVerified
  if (isSame) return before.provenAt
  return after.emailVerified ? now : undefined
}

interface Following extends Doing {
  readonly issuedUpTo: number | undefined
}

/** Before that second, as tokens say full seconds of Django's clock. */
function issuedBefore({ rules }: Tx, sameAt: number | undefined): number | undefined {
  return sameAt === undefined ? undefined : Math.floor(sameAt / 1000) * 1000 - 1 - rules.leeway
}

/** What follows from changes of accounts that were there. Gives how many sessions ended. */
function* followAll(tx: Tx, pairs: readonly Pair[], following: Following): Steps<number> {
  const { now, by } = following
  const known = pairs.flatMap(({ before, ...pair }) => (before === undefined ? [] : { ...pair, before: before.user }))
  yield* auditAll(
    tx,
    known.flatMap(pair => actionsOf(pair, now)),
    by,
  )
  let ended = 0
  for (const pair of known) ended += yield* follow(tx, pair, following)
  const stale = known.filter(({ changes, grants }) => hasChanged(changes) || grants.length > 0)
  yield* markAllStale(
    tx,
    stale.map(({ after }) => after.id),
    now,
  )
  return ended
}

type Known = Omit<Pair, 'before'> & { readonly before: AdoptedUser }

/** Of the row, beside a login and a password. */
function shownChanges({ lastLogin: _, password: __, ...changes }: AuditChanges): AuditChanges {
  return changes
}

function hasChanged(changes: AuditChanges): boolean {
  return Object.keys(shownChanges(changes)).length > 0
}

function isNewPassword({ before, after, changes }: Known): boolean {
  return changes.password !== undefined && !isRehash(before, after)
}

function actionsOf(pair: Known, at: number): readonly Action[] {
  const row = { at, userId: pair.after.id, reason: 'adopted' }
  return [
    ...(isNewPassword(pair) ? [{ ...row, event: 'password.changed' }] : []),
    ...(hasChanged(pair.changes) ? [{ ...row, event: 'user.changed', changes: shownChanges(pair.changes) }] : []),
  ]
}

function* follow(tx: Tx, pair: Known, { now, by, issuedUpTo }: Following): Steps<number> {
  const { before, after, key, changes } = pair
  const { id } = after
  let ended = 0
  if (isNewPassword(pair)) {
    ended += yield* endAllSessions(tx, id, { reason: 'password_change', now, by, issuedUpTo })
    yield* forgetDevicesOf(tx, id, now, by)
  }
  if (changes.email !== undefined) yield* voidLink(tx, id, 'email_change')
  if (changes.email !== undefined || changes.username !== undefined) {
    if (accountKey(tx.rules.login, before) !== key) yield* tx.forgetAddresses(id)
    yield* followRename(tx, before, after, { now, by })
  }
  if (before.isActive && !after.isActive) ended += yield* endAllSessions(tx, id, { reason: 'deactivated', now, by })
  return ended
}

/** One row for all: a million that Django made are not a million actions here. Who came with power has one of their own. */
function* recordCreated(tx: Tx, created: readonly Pair[], { now: at, by }: Doing): Steps<void> {
  const [first, last] = [created.at(0), created.at(-1)]
  if (first === undefined || last === undefined) return
  const changes = { accounts: [0, created.length], ids: [null, [first.after.id, last.after.id]] } as const
  yield* audit(tx, { event: 'users.adopted', at, changes }, by)
  for (const { after } of created) {
    const { id: userId, isStaff, isSuperuser } = after
    if (!isStaff && !isSuperuser) continue
    const flags = {
      ...(isStaff && { isStaff: [null, true] as const }),
      ...(isSuperuser && { isSuperuser: [null, true] as const }),
    }
    yield* audit(tx, { event: 'user.created', at, userId, reason: 'adopted', changes: flags }, by)
  }
}

/** An account that cannot be deleted is made inactive: its owner is gone at Django. */
function* removeGone(
  tx: Tx,
  gone: readonly UserId[],
  kept: readonly UserId[],
  { now, by }: Doing,
): Steps<{ deleted: number; ended: number; refused: readonly Refused[] }> {
  const found = yield* tx.findAdopted(gone)
  const refused: Refused[] = []
  let ended = 0
  for (const { user } of found) {
    const { id } = user
    const live = (yield* tx.listLiveSessions(id, now)).length
    const outcome = kept.includes(id) ? 'in_use' : yield* deleteUser(tx, id, now, by)
    if (outcome === 'deleted') ended += live
    if (outcome !== 'in_use' && outcome !== 'last_owner') continue
    refused.push({ id, reason: outcome })
    if (user.isActive) ended += yield* deactivate(tx, user, { now, by })
  }
  return { deleted: found.length - refused.length, ended, refused }
}

function* deactivate(tx: Tx, user: AdoptedUser, { now, by }: Doing): Steps<number> {
  const { id } = user
  yield* tx.setFlags(id, { ...user, isActive: false })
  const changes = { isActive: [true, false] } as const
  yield* audit(tx, { event: 'user.changed', at: now, userId: id, reason: 'adopted', changes }, by)
  yield* markStale(tx, id, now)
  return yield* endAllSessions(tx, id, { reason: 'deactivated', now, by })
}
