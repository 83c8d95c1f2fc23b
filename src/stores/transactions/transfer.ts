/** Imports and exports accounts. An account of a file never changes one that is there. */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { accountKey } from '../../users/login-key.ts'
import type { ExportedUser, Identity, ImportedUser, ImportOutcome } from '../../users/transfer.ts'
import type { User } from '../../users/user.ts'
import { audit } from './effects.ts'
import { refuseEarlierTokens } from './follow-rename.ts'
import { createGroup, type Doing } from './groups.ts'
import { settleSearch } from './settle-search.ts'
import type { Steps, Tx } from './transaction.ts'

/** All of a batch in one transaction; what is taken is left out. */
export function* importUsers(
  tx: Tx,
  users: readonly ImportedUser[],
  now: number,
  by?: Origin,
): Steps<readonly ImportOutcome[]> {
  const ids = users.flatMap(({ id }) => (id === undefined ? [] : [id]))
  const deleted = new Set(yield* tx.findDeletedUsers(ids))
  const outcomes: ImportOutcome[] = []
  for (const user of users) outcomes.push(yield* importUser(tx, user, deleted, { now, by }))
  yield* settleSearch(tx, users.length)
  return outcomes
}

/** What an import would find, without importing. `undefined`: the account is new. */
export function* findHolders(tx: Tx, users: readonly Identity[]): Steps<readonly (ImportOutcome | undefined)[]> {
  const found = []
  for (const user of users) found.push(yield* findHolder(tx, user))
  return found
}

function* importUser(tx: Tx, account: ImportedUser, deleted: ReadonlySet<UserId>, doing: Doing): Steps<ImportOutcome> {
  const holder = yield* findHolder(tx, account)
  if (holder !== undefined) return holder
  const { id = account.newId } = account
  const user = yield* tx.insertUser(keyOf(tx, account), { ...account, ...(id === undefined ? {} : { id }) })
  if (user === undefined) return yield* findRival(tx, account)
  if (account.lastLogin !== null) yield* tx.recordLogin(user.id, account.lastLogin)
  yield* refuseEarlierTokens(tx, user)
  // A token of the deleted account must not open the one that gets its id.
  if (deleted.has(user.id)) yield* tx.setTokensNotBefore(user.id, doing.now)
  if (user.emailVerified) yield* tx.setOwnerProven(user.id, Date.parse(user.dateJoined))
  yield* join(tx, user, account, doing)
  const changes = changesOf(user, account)
  yield* audit(tx, { event: 'user.created', at: doing.now, userId: user.id, reason: 'imported', changes }, doing.by)
  return { outcome: 'created', user: { ...user, lastLogin: account.lastLogin } }
}

/** Another transaction has made the account, or one with its id, since it was looked for. */
function* findRival(tx: Tx, account: ImportedUser): Steps<ImportOutcome> {
  const rival = yield* findHolder(tx, account)
  if (rival === undefined) throw new TypeError('an account that is not there cannot be written')
  return rival
}

function* join(tx: Tx, { id }: User, { groups, permissions }: ImportedUser, doing: Doing): Steps<void> {
  for (const group of groups) {
    // It may be deleted between the two.
    do yield* createGroup(tx, group, doing)
    while ((yield* tx.lockGroup(group)) === undefined)
    yield* tx.addGroupMember(group, id)
  }
  for (const permission of permissions) yield* tx.grantToUser(id, permission)
}

/** What an auditor asks first: who became powerful. */
function changesOf({ isActive, isStaff, isSuperuser }: User, { groups, permissions }: ImportedUser) {
  return {
    ...(isActive ? {} : { isActive: [null, false] as const }),
    ...(isStaff ? { isStaff: [null, true] as const } : {}),
    ...(isSuperuser ? { isSuperuser: [null, true] as const } : {}),
    ...(groups.length === 0 ? {} : { groups: [null, groups] as const }),
    ...(permissions.length === 0 ? {} : { permissions: [null, permissions] as const }),
  }
}

function* findHolder(tx: Tx, account: Identity): Steps<ImportOutcome | undefined> {
  const byLogin = yield* tx.findUserByLogin(keyOf(tx, account))
  const byId = account.id === undefined ? undefined : yield* tx.findUser(account.id)
  if (byLogin !== undefined && (account.id === undefined || byLogin.id === account.id)) {
    return { outcome: 'exists', user: byLogin }
  }
  if (byId !== undefined) return { outcome: 'taken', by: 'id', user: byId }
  return byLogin && { outcome: 'taken', by: 'login', user: byLogin }
}

function keyOf(tx: Tx, { email, username = '' }: Identity): string {
  return accountKey(tx.rules.login, { email, username })
}

/** The next accounts after this one, in the order of their ids. */
export function* exportUsers(tx: Tx, after: UserId | undefined, limit: number): Steps<readonly ExportedUser[]> {
  const exported: ExportedUser[] = []
  let last = after ?? null
  while (exported.length < limit) {
    const users = yield* tx.listUsersAfter(last, Math.min(limit - exported.length, exportedAtOnce))
    const grants = yield* tx.findOwnGrants(users.map(({ id }) => id))
    exported.push(...users.map((user, index) => ({ user, ...(grants[index] ?? noGrants) })))
    if (users.length < exportedAtOnce) break
    last = users.at(-1)?.id ?? null
  }
  return exported
}

/** A statement of SQLite stops its process meanwhile. */
const exportedAtOnce = 100
const noGrants = { groups: [], permissions: [] }
