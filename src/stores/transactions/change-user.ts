/** An operator changes the data of an account. The audit row says what it was before. */
import type { AccountChanges, ChangeOutcome } from '../../users/directory.ts'
import { endAllSessions } from './effects.ts'
import { lockUnlessLast } from './lock-unless-last.ts'
import { profileDifferences } from './profile-differences.ts'
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
  const profile = profileDifferences(user, changes)
  if (Object.keys(profile).length === 0) return yield* setFlags(tx, id, flags, now, by)
  const recorded = { ...profile, ...flagDifferences(user, flags) }
  const saved = yield* updateUser(tx, { ...update, changes, recorded })
  if (saved.outcome !== 'saved') return saved
  const next = { ...saved.user, ...flags }
  yield* tx.setFlags(id, next)
  if (user.isActive && !next.isActive) yield* endAllSessions(tx, id, { reason: 'deactivated', now, by })
  return { ...saved, user: next, changed: Object.keys(recorded) }
}
