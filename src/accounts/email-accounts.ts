/** Tutorial 1's CustomUser: an address, two names, and a first token pair at registration. */
import { z } from 'zod'
import { charField } from '../fields/char-field.ts'
import { emailField } from '../fields/email-field.ts'
import { readOnlyField } from '../fields/read-only-field.ts'
import type { Settings } from '../settings/settings.ts'
import { pairBody } from '../tokens/token-pair.ts'
import { fullName, type User } from '../users/user.ts'
import type { AccountModel } from './account-model.ts'
import { passwordField } from './password-field.ts'
import { text } from './text.ts'
import { userIdField } from './user-id-field.ts'

export function emailAccounts(settings: Settings): AccountModel {
  return {
    loginField: 'email',
    takenMessage: 'user with this email already exists.',
    registration: z.object({
      email,
      first_name: name,
      last_name: name,
      password: passwordField(settings),
      password_confirm: passwordField(settings),
    }),
    mismatch: { field: 'password_confirm', message: 'Password fields do not match.' },
    checksPassword: true,
    registrationLogsIn: true,
    profile: profile(settings),
    readRegistration: members => ({
      email: text(members.email),
      firstName: text(members.first_name),
      lastName: text(members.last_name),
      password: text(members.password),
    }),
    readProfile: ({ email, first_name, last_name }) => ({
      ...(email === undefined ? {} : { email: text(email) }),
      ...(first_name === undefined ? {} : { firstName: text(first_name) }),
      ...(last_name === undefined ? {} : { lastName: text(last_name) }),
    }),
    registeredBody: (user, tokens) => ({
      message: 'User registered successfully',
      user: profileBody(user),
      ...(tokens === undefined ? {} : { tokens: pairBody(tokens) }),
    }),
    profileBody,
    briefBody,
  }
}

const email = emailField({ maxLength: 255 })
const name = charField({ required: false, allowBlank: true, maxLength: 150 })

const profile = (settings: Settings) =>
  z.object({
    id: userIdField(settings),
    email,
    first_name: name,
    last_name: name,
    full_name: readOnlyField('field'),
    is_active: readOnlyField('boolean'),
    date_joined: readOnlyField('datetime'),
  })

/** Its UserSerializer. */
export function profileBody(user: User) {
  return { ...briefBody(user), is_active: user.isActive, date_joined: user.dateJoined }
}

function briefBody(user: User) {
  return {
    id: user.id,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    full_name: fullName(user),
  }
}
