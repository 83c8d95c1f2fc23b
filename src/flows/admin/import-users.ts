/** An operator imports accounts of another database: with their ids, dates and password hashes, without a mail. */
import type { Actor } from '../../kernel/actor.ts'
import { type Instant, instantOf } from '../../kernel/instant.ts'
import { Secret } from '../../kernel/secret.ts'
import type { Needs } from '../../system.ts'
import type { ImportedUser, ImportOutcome } from '../../users/transfer.ts'
import { newUuid, unusablePassword } from '../register.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'directory' | 'clock' | 'random' | 'settings' | 'events' | 'origin'>

/** Without a hash no password opens the account, until its owner or an operator sets one. */
export type AccountOfFile = Omit<ImportedUser, 'password' | 'dateJoined' | 'newId'> & {
  readonly password: Secret | undefined
  readonly dateJoined: Instant | undefined
}

/** One batch in one transaction. The caller has validated the accounts; none has the id or login name of another. */
export async function importUsers(
  system: Parts,
  actor: Actor,
  accounts: readonly AccountOfFile[],
): Promise<readonly ImportOutcome[]> {
  const acting = actAs(system, actor)
  const users = accounts.map(account => complete(system, account))
  const outcomes = await acting.directory.import(users, system.clock.now(), acting.origin)
  for (const { outcome, user } of outcomes) {
    if (outcome === 'created') acting.events.emit({ name: 'user.created', reason: 'imported', userId: user.id })
  }
  return outcomes
}

function complete(system: Parts, account: AccountOfFile): ImportedUser {
  const { password, dateJoined } = account
  const isUuid = system.settings.userIds === 'uuid'
  return {
    ...account,
    ...(isUuid ? { newId: newUuid(system) } : {}),
    password: password ?? new Secret(unusablePassword(system)),
    dateJoined: dateJoined ?? instantOf(new Date(system.clock.now())),
  }
}
