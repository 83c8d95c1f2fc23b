/** Django's AbstractUser, as tutorials 2 to 4 have it: a user name, an address that may be blank or shared, two names. */
import { z } from 'zod'
import { charField } from '../fields/char-field.ts'
import { emailField } from '../fields/email-field.ts'
import { readOnlyField } from '../fields/read-only-field.ts'
import type { Settings } from '../settings/settings.ts'
import { fullName, type User } from '../users/user.ts'
import type { AccountModel } from './account-model.ts'
import { passwordField } from './password-field.ts'
import { text } from './text.ts'
import { userIdField } from './user-id-field.ts'
import { usernameField } from './username-field.ts'

export function usernameAccounts(settings: Settings): AccountModel {
  return {
    loginField: 'username',
    takenMessage: 'A user with that username already exists.',
    registration: z.object({
      username,
      email,
      password: passwordField(settings, settings.minimumPasswordLength),
      password_confirm: charField({ trim: settings.trimPasswords, writeOnly: true }),
      first_name: name,
      last_name: name,
    }),
    mismatch: { field: 'password', message: "Password fields didn't match." },
    checksPassword: settings.registrationPasswordRules === 'django',
    registrationLogsIn: false,
    profile: profile(settings),
    readRegistration: members => ({
      username: text(members.username).normalize('NFKC'),
      email: text(members.email),
      firstName: text(members.first_name),
      lastName: text(members.last_name),
      password: text(members.password),
    }),
    readProfile: ({ username, email, first_name, last_name }) => ({
      ...(username === undefined ? {} : { username: text(username) }),
      ...(email === undefined ? {} : { email: text(email) }),
      ...(first_name === undefined ? {} : { firstName: text(first_name) }),
      ...(last_name === undefined ? {} : { lastName: text(last_name) }),
    }),
    registeredBody: ({ username, email, firstName, lastName }) => ({
      username,
      email,
      first_name: firstName,
      last_name: lastName,
    }),
    profileBody,
    briefBody: user => ({ id: user.id, username: user.username, email: user.email, full_name: fullName(user) }),
  }
}

const username = usernameField()
const email = emailField({ required: false, allowBlank: true, maxLength: 254, label: 'Email address' })
const name = charField({ required: false, allowBlank: true, maxLength: 150 })

const profile = (settings: Settings) =>
  z.object({
    id: userIdField(settings),
    username,
    email,
    first_name: name,
    last_name: name,
    is_staff: readOnlyField('boolean', {
      label: 'Staff status',
      helpText: 'Designates whether the user can log into this admin site.',
    }),
  })

function profileBody(user: User) {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    is_staff: user.isStaff,
  }
}
