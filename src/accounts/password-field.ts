import { charField } from '../fields/char-field.ts'
import type { Settings } from '../settings/settings.ts'

/** A new password. It is never truncated: one that is too long is refused. */
export function passwordField({ trimPasswords, maximumPasswordLength }: Settings, minLength = 1) {
  return charField({ trim: trimPasswords, minLength, maxLength: maximumPasswordLength, writeOnly: true })
}
