/** The fields of an account as operators see and set them. */
import { z } from 'zod'
import type { Members } from '../../accounts/account-model.ts'
import {
  maxLengths,
  readMembers,
  recordedMembers,
  showMembers,
  withNormalizedUsername,
} from '../../accounts/members.ts'
import { operatorFields } from '../../accounts/operator-fields.ts'
import { usernameField } from '../../accounts/username-field.ts'
import { booleanField } from '../../fields/boolean-field.ts'
import { charField } from '../../fields/char-field.ts'
import { emailField } from '../../fields/email-field.ts'
import type { FieldsSchema, FieldsShape } from '../../fields/read-fields.ts'
import { hasUsablePassword } from '../../flows/user-status.ts'
import type { Settings } from '../../settings/settings.ts'
import type { AccountChanges, UserFlags } from '../../users/directory.ts'
import { normalizeEmail } from '../../users/email.ts'
import type { User } from '../../users/user.ts'
import type { UserFieldValue } from '../../users/user-fields.ts'

const name = (maxLength: number) => charField({ required: false, allowBlank: true, maxLength })
const flag = (helpText: string) => booleanField({ required: false, helpText })

const flagFields = {
  is_active: flag('Can log in. Off ends every session.'),
  is_staff: flag('Opens the admin API and the console.'),
  is_superuser: flag('Has every permission.'),
}

/** What the account logs in with is required of a new one. */
export function accountFields(settings: Settings): FieldsSchema {
  const byEmail = settings.accounts === 'email'
  const shape: FieldsShape = {
    username: byEmail ? name(maxLengths.username) : usernameField(),
    email: emailField({ required: byEmail, allowBlank: !byEmail, maxLength: maxLengths.email[settings.accounts] }),
    first_name: name(maxLengths.first_name),
    last_name: name(maxLengths.last_name),
    ...flagFields,
    ...operatorFields(settings),
  }
  return z.object(shape)
}

/** What was given, as changes. Members that were not given stay as they are. */
export function readChanges(settings: Settings, members: Members): AccountChanges {
  const { email, ...profile } = withNormalizedUsername(readMembers(members))
  const own = Object.keys(operatorFields(settings)).filter(each => members[each] !== undefined)
  return {
    ...profile,
    ...(email === undefined ? {} : { email: normalizeEmail(email) }),
    ...(own.length === 0
      ? {}
      : { fields: Object.fromEntries(own.map(each => [each, members[each] as UserFieldValue])) }),
    flags: readFlags(members),
  }
}

export function readFlags({ is_active: isActive, is_staff: isStaff, is_superuser: isSuperuser }: Members): UserFlags {
  return {
    ...(typeof isActive === 'boolean' && { isActive }),
    ...(typeof isStaff === 'boolean' && { isStaff }),
    ...(typeof isSuperuser === 'boolean' && { isSuperuser }),
  }
}

/** Everything but the hash. Fields of the application that are write-only are left out. */
export function showAccount(settings: Settings, user: User) {
  const own = Object.entries(operatorFields(settings)).filter(([, { rules }]) => rules.writeOnly !== true)
  return {
    ...showMembers(user, recordedMembers),
    email_verified: user.emailVerified,
    has_usable_password: hasUsablePassword(user),
    ...Object.fromEntries(own.map(([each]) => [each, user.fields[each] ?? null])),
  }
}

const moment = z.iso.datetime()

export const accountOutput = z.looseObject({
  id: z.union([z.int(), z.string()]),
  username: z.string(),
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  is_active: z.boolean(),
  is_staff: z.boolean(),
  is_superuser: z.boolean(),
  date_joined: moment,
  last_login: moment.nullable(),
  email_verified: z.boolean(),
  has_usable_password: z.boolean(),
})
