import { charField } from '../fields/char-field.ts'
import { isValidUsername, usernameMessage } from '../users/username.ts'
import { maxLengths } from './members.ts'

/** The `username` of Django's AbstractUser. */
export function usernameField() {
  return charField({
    maxLength: maxLengths.username,
    helpText: 'Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.',
    validators: [value => (isValidUsername(value) ? [] : [usernameMessage])],
  })
}
