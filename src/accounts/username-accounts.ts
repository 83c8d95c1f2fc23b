/** Django's AbstractUser, as in tutorials 2 to 4: a user name, an address that may be blank or shared, two names. */
import { z } from 'zod'
import { charField } from '../fields/char-field.ts'
import { emailField } from '../fields/email-field.ts'
import { readOnlyField } from '../fields/read-only-field.ts'
import type { Settings } from '../settings/settings.ts'
import type { AccountModel } from './account-model.ts'
import { maxLengths, readMembers, showMembers, withNormalizedUsername } from './members.ts'
import { passwordField, repeatedPasswordField } from './password-field.ts'
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
      password_confirm: repeatedPasswordField(settings),
      first_name: name,
      last_name: name,
    }),
    mismatch: { field: 'password', message: "Password fields didn't match." },
    checksPassword: settings.registrationPasswordRules === 'django',
    registrationLogsIn: false,
    profile: profile(settings),
    brief: profile(settings)
      .pick({ id: true, username: true, email: true })
      .extend({ full_name: readOnlyField('string') }),
    registered: profile(settings).omit({ id: true, is_staff: true }),
    readRegistration: members => ({
      email: '',
      ...withNormalizedUsername(readMembers(members)),
      password: text(members.password),
    }),
    readProfile: readMembers,
    registeredBody: user => showMembers(user, ['username', 'email', 'first_name', 'last_name']),
    profileBody: user => showMembers(user, ['id', 'username', 'email', 'first_name', 'last_name', 'is_staff']),
    briefBody: user => showMembers(user, ['id', 'username', 'email', 'full_name']),
  }
}

const username = usernameField()
const email = emailField({
  required: false,
  allowBlank: true,
  maxLength: maxLengths.email.username,
  label: 'Email address',
})
const name = charField({ required: false, allowBlank: true, maxLength: maxLengths.first_name })

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
