/** The operator of a request, and the accounts that the request is about, with what each may. */

import { type Call, requirePrincipal } from '../../http/endpoints/endpoint.ts'
import type { Actor } from '../../kernel/actor.ts'
import { parseUserId } from '../../kernel/user-id.ts'
import { problem } from '../../problems.ts'
import type { Needs } from '../../system.ts'
import type { User } from '../../users/user.ts'
import { refuse } from './refuse.ts'
import { type Person, refusesAccount, roleRight } from './who-may.ts'

export interface Operator extends Person {
  readonly actor: Actor
}

export async function operatorOf(system: Needs<'groups'>, call: Pick<Call, 'principal'>): Promise<Operator> {
  const user = await requirePrincipal(call as Call).user()
  return { ...(await personOf(system, user)), actor: { kind: 'user', userId: user.id } }
}

export async function personOf({ groups }: Needs<'groups'>, user: User): Promise<Person> {
  const { permissions, roles } = await groups.grantsOf(user.id)
  return { user, permissions: [...permissions, ...roles.map(roleRight)] }
}

/** The account of the path. Throws `not_found`. */
export async function accountOf({ users }: Needs<'users'>, { params }: Pick<Call, 'params'>): Promise<User> {
  const id = parseUserId(params.id)
  const user = id === undefined ? undefined : await users.findById(id)
  if (user === undefined) throw problem('not_found', { reason: 'user' })
  return user
}

/** The account of the path, which the operator may change. Throws `not_found`, `beyond_own_rights`. */
export async function changeableAccount(system: Needs<'users' | 'groups'>, call: Pick<Call, 'principal' | 'params'>) {
  const user = await accountOf(system, call)
  const operator = await operatorOf(system, call)
  refuse(refusesAccount(operator, await personOf(system, user)))
  return { user, operator, actor: operator.actor }
}
