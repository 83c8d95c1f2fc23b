/**
 * Account pre-hijacking: an attacker who registers another person's address can add further ways to log in, and wait.
 * When the owner first proves the address, all of them are removed. A feature that adds a way to log in lists here how
 * to remove it.
 */
import type { UserId } from '../../kernel/user-id.ts'
import { closeByApiKeys } from './api-keys.ts'
import { closeBySocialAccounts } from './social.ts'
import type { Steps, Tx } from './transaction.ts'

type Closing = (tx: Tx, userId: UserId, now: number) => Steps<void>

const closings: readonly Closing[] = [closeBySocialAccounts, closeByApiKeys]

export function* endWhatIsUnproven(tx: Tx, userId: UserId, now: number): Steps<void> {
  for (const close of closings) yield* close(tx, userId, now)
}
