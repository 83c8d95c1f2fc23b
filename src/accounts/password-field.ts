import { charField } from '../fields/char-field.ts'
import { isBlankPassword, normalizePassword } from '../passwords/form.ts'
import type { Settings } from '../settings/settings.ts'

type Given = Pick<Settings, 'trimPasswords' | 'maximumPasswordLength' | 'passwordForm'>

/** A new password. It is never truncated: one that is too long is refused. */
export function passwordField(settings: Given, minLength = 1) {
  const { maximumPasswordLength: maxLength } = settings
  return charField({ ...repeatedOptions(settings), minLength, maxLength, validators: blankValidators(settings) })
}

/** A new password once more: it is compared with the first in the form that is hashed. */
export function repeatedPasswordField(settings: Given) {
  return charField(repeatedOptions(settings))
}

function repeatedOptions({ trimPasswords: trim, passwordForm }: Given) {
  return { trim, normalize: (text: string) => normalizePassword(passwordForm, text), writeOnly: true } as const
}

function blankValidators({ passwordForm }: Given) {
  if (passwordForm === 'exact') return []
  return [(text: string) => (isBlankPassword(text) ? ['This field may not be blank.'] : [])]
}
