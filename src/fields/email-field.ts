/** DRF's EmailField: a char field whose value, and whose wrong types, answer to Django's rule for addresses. */
import { isValidEmail } from '../users/email.ts'
import { type CharOptions, createCharField } from './char-field.ts'
import type { Field, Nullable } from './field.ts'

const invalid = 'Enter a valid email address.'

/** The address as it was typed, trimmed. Normalising and folding are the accounts' business (users/email.ts). */
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
