/**
 * Django's messages about fields, recognised so that each page says them in its own language. What is not among them,
 * such as the message of an application's validator, is shown as it is. The apps of `web/` load this file, too.
 */

/** `*` stands for the value in the message. */
const known = {
  required: 'This field is required.',
  blank: 'This field may not be blank.',
  null: 'This field may not be null.',
  email: 'Enter a valid email address.',
  username: 'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
  tooLong: 'Ensure this field has no more than * characters.',
  tooShort: 'Ensure this field has at least * characters.',
  nul: 'Null characters are not allowed.',
  integer: 'A valid integer is required.',
  boolean: 'Must be a valid boolean.',
  date: 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.',
  choice: '"*" is not a valid choice.',
  atMost: 'Ensure this value is less than or equal to *.',
  atLeast: 'Ensure this value is greater than or equal to *.',
  passwordShort: 'This password is too short. It must contain at least * characters.',
  passwordCommon: 'This password is too common.',
  passwordNumeric: 'This password is entirely numeric.',
  passwordSimilar: 'The password is too similar to the *.',
  emailTaken: 'user with this email already exists.',
  usernameTaken: 'A user with that username already exists.',
  mismatch: 'Password fields do not match.',
  currentWrong: 'Current password is incorrect.',
  slug: 'Enter a slug of lower-case letters, digits and hyphens.',
  slugTaken: 'An organization with this slug already exists.',
} as const

export type FieldMessage = keyof typeof known

/** What a language says, by the value in the message. */
export type FieldMessages = Readonly<Record<FieldMessage, (value: string) => string>>

/** The same in other words, as the tutorials have them. */
const alike: Readonly<Record<string, FieldMessage>> = {
  "Password fields didn't match.": 'mismatch',
  'New password fields do not match.': 'mismatch',
  'This password is too short. It must contain at least 1 character.': 'blank',
}

const patterns = Object.entries(known).map(([name, text]) => {
  const [before = '', after] = text.split('*')
  return { name: name as FieldMessage, before, after }
})

/** Which message this is, and the value in it. `undefined` for a message of the application. */
export function recogniseMessage(message: string): { readonly name: FieldMessage; readonly value: string } | undefined {
  const other = alike[message]
  if (other !== undefined) return { name: other, value: '' }
  for (const { name, before, after } of patterns) {
    if (after === undefined) {
      if (message === before) return { name, value: '' }
    } else if (message.startsWith(before) && message.endsWith(after) && message.length > before.length + after.length) {
      return { name, value: message.slice(before.length, message.length - after.length) }
    }
  }
  return undefined
}
