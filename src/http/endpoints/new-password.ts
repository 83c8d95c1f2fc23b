/** A password that somebody chooses: the field, and the policy's judgement of it beside the other fields' messages. */
import { judgePassword } from '../../passwords/policy.ts'
import type { Settings } from '../../settings.ts'
import type { Needs } from '../../system.ts'
import type { User } from '../../users/user.ts'
import { charField } from '../fields/char-field.ts'
import { addError, type Fields } from '../fields/read-fields.ts'

export function passwordField({ trimPasswords, maximumPasswordLength }: Settings) {
  return charField({ trim: trimPasswords, maxLength: maximumPasswordLength, writeOnly: true })
}

/** Adds what Django's four validators say. Similarity to the user's own data is judged only where the settings ask. */
export function judgeNewPassword<T>(
  { settings, passwordPolicy }: Needs<'settings' | 'passwordPolicy'>,
  fields: Fields<T>,
  name: keyof T & string,
  about: Pick<User, 'username' | 'email' | 'firstName' | 'lastName'>,
): Fields<T> {
  const password = fields.values[name]
  if (typeof password !== 'string') return fields
  const messages = judgePassword(passwordPolicy, password, settings.passwordSimilarity ? about : undefined)
  return messages.reduce((read, message) => addError(read, name, message), fields)
}
