/** Tutorial 1's CustomUser: an e-mail address, two names, and a token pair at registration. */
import { z } from 'zod'
import { charField } from '../fields/char-field.ts'
import { emailField } from '../fields/email-field.ts'
import { readOnlyField } from '../fields/read-only-field.ts'
import type { Settings } from '../settings/settings.ts'
import { pairBody } from '../tokens/token-pair.ts'
import type { User } from '../users/user.ts'
import type { AccountModel } from './account-model.ts'
import { maxLengths, readMembers, showMembers } from './members.ts'
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
    brief: profile(settings).omit({ is_active: true, date_joined: true }),
    registered: profile(settings),
    readRegistration: members => ({ email: '', ...readMembers(members), password: text(members.password) }),
    readProfile: readMembers,
    registeredBody: (user, tokens) => ({
      message: 'User registered successfully',
      user: profileBody(user),
      ...(tokens === undefined ? {} : { tokens: pairBody(tokens) }),
    }),
    profileBody,
    briefBody,
  }
}

const email = emailField({ maxLength: maxLengths.email.email })
const name = charField({ required: false, allowBlank: true, maxLength: maxLengths.first_name })

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

const briefNames = ['id', 'email', 'first_name', 'last_name', 'full_name'] as const

/** The tutorial's UserSerializer. */
function profileBody(user: User) {
  return showMembers(user, [...briefNames, 'is_active', 'date_joined'])
}

function briefBody(user: User) {
  return showMembers(user, briefNames)
}
