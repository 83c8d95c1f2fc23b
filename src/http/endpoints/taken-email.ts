/** Two accounts never share an address. The store has the last word; this gives the common case its place in order. */
import { type AuthError, invalidFields } from '../../problems.ts'
import type { Needs } from '../../system.ts'
import { normalizeEmail } from '../../users/email.ts'
import type { UserId } from '../../users/user.ts'
import { addError, type Fields } from '../fields/read-fields.ts'

const message = 'user with this email already exists.'

/** Adds DRF's message when the address belongs to somebody other than `own`. */
export async function refuseTakenEmail<T extends { readonly email?: string }>(
  system: Needs<'users'>,
  fields: Fields<T>,
  own?: UserId,
): Promise<Fields<T>> {
  const { email } = fields.values
  if (email === undefined) return fields
  const holder = await system.users.findByLogin(own === undefined ? normalizeEmail(email) : email)
  return holder === undefined || holder.id === own ? fields : addError(fields, 'email', message)
}

/** The same answer for whoever lost a race. */
export function takenEmail(): AuthError {
  return invalidFields({ email: [message] })
}
