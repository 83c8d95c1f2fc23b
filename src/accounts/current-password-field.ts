import { charField } from '../fields/char-field.ts'
import type { FieldsShape } from '../fields/read-fields.ts'
import type { Settings } from '../settings/settings.ts'

type Given = Pick<Settings, 'trimPasswords' | 'maximumPasswordLength'>

/** The caller's password, where a change needs it. Missing ones are refused by the flow, which knows who has none. */
export function currentPasswordField({ trimPasswords, maximumPasswordLength }: Given) {
  return charField({
    required: false,
    trim: trimPasswords,
    maxLength: maximumPasswordLength,
    writeOnly: true,
    helpText: 'Your current password. Without one, log in again just before.',
  })
}

/** For a row that asks for it only where the settings say so. */
export function currentPasswordShape(settings: Given & Pick<Settings, 'reauthenticateForChanges'>): FieldsShape {
  return settings.reauthenticateForChanges ? { current_password: currentPasswordField(settings) } : {}
}

/** For documents, and for OPTIONS of a user who has none: those who have a password must give it. */
export function ownPasswordField({ trimPasswords }: Pick<Settings, 'trimPasswords'>) {
  return charField({
    required: false,
    trim: trimPasswords,
    writeOnly: true,
    helpText: 'Your password: required of an account that has one. Without one, log in again just before.',
  })
}
