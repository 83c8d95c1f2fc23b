/** An operator changes the data of an account. The audit row says what it was before. */
import type { AuditChanges } from '../../ports/audit.ts'
import type { AccountChanges, ChangeOutcome } from '../../users/directory.ts'
import type { ProfileChanges } from '../../users/store.ts'
import type { User } from '../../users/user.ts'
import { endAllSessions } from './effects.ts'
import { lockUnlessLast } from './lock-unless-last.ts'
import { flagDifferences, setFlags } from './set-flags.ts'
import type { Steps, Tx } from './transaction.ts'
import { type ProfileUpdate, updateUser } from './update-user.ts'

interface AccountUpdate extends ProfileUpdate {
  readonly changes: AccountChanges
}

export function* changeUser(tx: Tx, update: AccountUpdate): Steps<ChangeOutcome> {
  const { id, now, origin: by } = update
  const { flags = {}, keepsSuperuser, ...changes } = update.changes
  const isCareful = keepsSuperuser && (flags.isActive === false || flags.isSuperuser === false)
  const user = isCareful ? yield* lockUnlessLast(tx, id) : yield* tx.lockUser(id)
  if (user === undefined) return { outcome: 'gone' }
  if (user === 'last_superuser') return { outcome: user }
  const profile = differences(user, changes)
  if (Object.keys(profile).length === 0) return yield* setFlags(tx, id, flags, now, by)
  const recorded = { ...profile, ...flagDifferences(user, flags) }
  const saved = yield* updateUser(tx, { ...update, changes, recorded })
  if (saved.outcome !== 'saved') return saved
  const next = { ...saved.user, ...flags }
  yield* tx.setFlags(id, next)
  if (user.isActive && !next.isActive) yield* endAllSessions(tx, id, { reason: 'deactivated', now, by })
  return { ...saved, user: next, changed: Object.keys(recorded) }
}

function differences(user: User, { fields = {}, ...profile }: ProfileChanges): AuditChanges {
  const names = ['username', 'email', 'firstName', 'lastName'] as const
  const members = names.map(name => [name, [user[name], profile[name] ?? user[name]]] as const)
  const own = Object.entries(fields).map(([name, value]) => [name, [user.fields[name] ?? null, value]] as const)
  return Object.fromEntries([...members, ...own].filter(([, [before, after]]) => before !== after))
}
