/** Validates a new password, and adds the messages to those of the other fields. */

import { addError, type Fields } from '../../../fields/read-fields.ts'
import { validatePassword } from '../../../passwords/policy.ts'
import type { PasswordOwner } from '../../../passwords/rules/rule.ts'
import type { Needs } from '../../../system.ts'

/** Django's four validators. Similarity to the user's name and address is checked only with `passwordSimilarity`. */
export function validateNewPassword<T>(
  { settings, passwordPolicy }: Needs<'settings' | 'passwordPolicy'>,
  fields: Fields<T>,
  name: keyof T & string,
  owner: PasswordOwner,
): Fields<T> {
  const password = fields.values[name]
  if (typeof password !== 'string') return fields
  const messages = validatePassword(passwordPolicy, password, settings.passwordSimilarity ? owner : undefined)
  return messages.reduce((read, message) => addError(read, name, message), fields)
}
