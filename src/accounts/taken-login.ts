/** Two accounts never share a login name. The store guarantees it; this check reports it beside other field errors. */

import { addError, type Fields } from '../fields/read-fields.ts'
import type { UserId } from '../kernel/user-id.ts'
import { type AuthError, invalidFields } from '../problems.ts'
import type { Needs } from '../system.ts'
import { normalizeEmail } from '../users/email.ts'
import type { AccountModel, Members } from './account-model.ts'

/** Adds DRF's message if an account other than `own` has the name. */
export async function refuseTakenLogin(
  system: Needs<'users'>,
  { loginField, takenMessage }: AccountModel,
  fields: Fields<Members>,
  own?: UserId,
): Promise<Fields<Members>> {
  const name = fields.values[loginField]
  if (typeof name !== 'string') return fields
  // Registration folds the domain before it stores an address; the profile keeps what was typed, as Django does.
  const stored = loginField === 'email' && own === undefined ? normalizeEmail(name) : name
  const holder = await system.users.findByLogin(stored)
  return holder === undefined || holder.id === own ? fields : addError(fields, loginField, takenMessage)
}

/** The same error for a request that lost a race for the name. */
export function takenLogin({ loginField, takenMessage }: AccountModel): AuthError {
  return invalidFields({ [loginField]: [takenMessage] })
}
