/** The fields that createsuperuser asks for in each account model: Django's USERNAME_FIELD and REQUIRED_FIELDS. */
import { type EditableMember, maxLengths } from '../accounts/members.ts'
import { isValidEmail } from '../users/email.ts'
import { isValidUsername, usernameMessage } from '../users/username.ts'

export interface SuperuserField {
  /** The flag, the suffix of the environment variable and Django's field name. */
  readonly name: EditableMember
  readonly label: string
  readonly isLogin: boolean
  readonly allowsBlank: boolean
  /** Messages about a value that is not blank, or none. */
  readonly check: (value: string) => readonly string[]
}

const byModel: Readonly<Record<'email' | 'username', readonly SuperuserField[]>> = {
  email: [
    { ...loginField('email', 'Email'), check: checkEmail(maxLengths.email.email) },
    { ...optionalField('first_name', 'First name'), check: checkLength(maxLengths.first_name) },
    { ...optionalField('last_name', 'Last name'), check: checkLength(maxLengths.last_name) },
  ],
  username: [
    { ...loginField('username', 'Username'), check: checkUsername },
    { ...optionalField('email', 'Email address'), check: checkEmail(maxLengths.email.username) },
  ],
}

export function superuserFields(accounts: 'email' | 'username'): readonly SuperuserField[] {
  return byModel[accounts]
}

function loginField(name: EditableMember, label: string) {
  return { name, label, isLogin: true, allowsBlank: false }
}

function optionalField(name: EditableMember, label: string) {
  return { name, label, isLogin: false, allowsBlank: true }
}

function checkEmail(maxLength: number) {
  const checkMaximum = checkLength(maxLength)
  return (value: string) => [...(isValidEmail(value) ? [] : ['Enter a valid email address.']), ...checkMaximum(value)]
}

function checkUsername(value: string): readonly string[] {
  return isValidUsername(value) ? checkLength(maxLengths.username)(value) : [usernameMessage]
}

function checkLength(limit: number) {
  return (value: string) =>
    value.length <= limit ? [] : [`Ensure this value has at most ${limit} characters (it has ${value.length}).`]
}
