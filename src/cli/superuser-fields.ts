/** What createsuperuser asks for, in each account model: Django's USERNAME_FIELD and REQUIRED_FIELDS. */
import { isValidEmail } from '../users/email.ts'
import { isValidUsername, usernameMessage } from '../users/username.ts'

export interface SuperuserField {
  /** The flag, the environment's suffix and Django's field name. */
  readonly name: 'email' | 'username' | 'first_name' | 'last_name'
  readonly label: string
  readonly isLogin: boolean
  readonly allowsBlank: boolean
  /** Messages about a value, or none. */
  readonly check: (value: string) => readonly string[]
}

const emailRule = (value: string) => (isValidEmail(value) ? [] : ['Enter a valid email address.'])
const atMost = (limit: number) => (value: string) =>
  value.length <= limit ? [] : [`Ensure this value has at most ${limit} characters (it has ${value.length}).`]
const usernameRule = (value: string) => (isValidUsername(value) ? atMost(150)(value) : [usernameMessage])

const byModel = {
  email: [
    {
      name: 'email',
      label: 'Email',
      isLogin: true,
      allowsBlank: false,
      check: v => [...emailRule(v), ...atMost(255)(v)],
    },
    { name: 'first_name', label: 'First name', isLogin: false, allowsBlank: true, check: atMost(150) },
    { name: 'last_name', label: 'Last name', isLogin: false, allowsBlank: true, check: atMost(150) },
  ],
  username: [
    { name: 'username', label: 'Username', isLogin: true, allowsBlank: false, check: usernameRule },
    {
      name: 'email',
      label: 'Email address',
      isLogin: false,
      allowsBlank: true,
      check: v => (v === '' ? [] : emailRule(v)),
    },
  ],
} as const satisfies Readonly<Record<'email' | 'username', readonly SuperuserField[]>>

export function superuserFields(accounts: 'email' | 'username'): readonly SuperuserField[] {
  return byModel[accounts]
}
