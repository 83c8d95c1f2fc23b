/** DRF's EmailField: a char field with Django's rule for addresses. Wrong types get the same message. */
import { isValidEmail } from '../users/email.ts'
import { type CharOptions, createCharField } from './char-field.ts'
import type { Field, Nullable } from './field.ts'

const invalid = 'Enter a valid email address.'

/** The address as typed, trimmed. users/email.ts normalizes and folds it. */
export function emailField<const O extends CharOptions = Record<never, never>>(
  options?: O & CharOptions,
): Field<Nullable<string, O>, O> {
  return createCharField((options ?? {}) as O, {
    kind: 'email',
    invalid,
    format: 'email',
    validator: value => (isValidEmail(value) ? [] : [invalid]),
  })
}
