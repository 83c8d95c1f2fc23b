/** An operator creates an account: without a session, a mail or a limit. */
import type { Actor } from '../../kernel/actor.ts'
import type { Needs } from '../../system.ts'
import type { User } from '../../users/user.ts'
import { type AccountFacts, type AccountFlags, createAccount } from '../register.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'users' | 'hasher' | 'clock' | 'random' | 'settings' | 'events' | 'origin'>

/** `duplicate`: the login name is taken. The caller has validated the password. Throws `overloaded`. */
export async function createUser(
  system: Parts,
  actor: Actor,
  facts: AccountFacts,
  flags: AccountFlags = {},
): Promise<User | 'duplicate'> {
  const acting = actAs(system, actor)
  const user = await createAccount(acting, facts, flags)
  if (user !== 'duplicate') acting.events.emit({ name: 'user.created', userId: user.id })
  return user
}
