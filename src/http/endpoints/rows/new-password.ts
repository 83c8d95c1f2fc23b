/** The policy's judgement of a new password, beside the other fields' messages. */

import { addError, type Fields } from '../../../fields/read-fields.ts'
import { validatePassword } from '../../../passwords/policy.ts'
import type { Needs } from '../../../system.ts'

export interface About {
  readonly username?: string | undefined
  readonly email: string
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
}

/** Adds what Django's four validators say. Likeness to the user's own data is judged only where the settings ask. */
export function validateNewPassword<T>(
  { settings, passwordPolicy }: Needs<'settings' | 'passwordPolicy'>,
  fields: Fields<T>,
  name: keyof T & string,
  { username = '', email, firstName = '', lastName = '' }: About,
): Fields<T> {
  const password = fields.values[name]
  if (typeof password !== 'string') return fields
  const owner = settings.passwordSimilarity ? { username, email, firstName, lastName } : undefined
  const messages = validatePassword(passwordPolicy, password, owner)
  return messages.reduce((read, message) => addError(read, name, message), fields)
}
